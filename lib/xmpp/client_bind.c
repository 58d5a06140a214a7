/* Resource binding, and the session that serves: RFC 6120 7. */
#include "client.h"

#include "stanza_error.h"
#include "words.h"

static const struct adsum_text none;

void adsum_client_bind(struct adsum_client *client)
{
    const struct adsum_sasl_account *account = client->options.account;
    struct adsum_xml_writer *writer = adsum_client_begin(client);
    struct adsum_text resource = adsum_client_text(client->resource);
    char id[QUESTION_ID_BYTES];

    if (adsum_random_id(account->crypto, account->crypto_user,
                        client->prefix) != 0) {
        adsum_client_end(client, ADSUM_CLIENT_END_SESSION, 0);
        client->end.err = ADSUM_ERR_HOST;
        return;
    }
    client->question_number = 0;
    adsum_stanza_write_iq(writer, ADSUM_TYPE_SET, none, none,
                          adsum_client_id(client, id));
    adsum_xml_write_start(writer, "bind", SPACE_BIND);
    if (resource.length != 0 && !client->login->anonymous) {
        adsum_xml_write_start(writer, "resource", SPACE_BIND);
        adsum_xml_write_text(writer, resource);
        adsum_xml_write_end(writer);
    }
    adsum_xml_write_end(writer);
    adsum_xml_write_end(writer);
    adsum_client_enter(client, PHASE_BINDING);
    adsum_client_send(client);
}

/* The account, as the server calls it, must be one that is mirrored. */
static int load(struct adsum_client *client, struct adsum_text bare)
{
    struct adsum_user_info info = {.size = sizeof info};
    int err = adsum_user_get(client->service, bare, &info);

    if (err == ADSUM_ERR_ABSENT) {
        err = client->host.load(client->user, &bare);
        if (err == 0)
            err = adsum_user_get(client->service, bare, &info);
    }
    if (err != 0)
        return err;
    return info.kind == ADSUM_USER_MIRRORED ? 0 : ADSUM_ERR_INVALID;
}

static int open_session(struct adsum_client *client,
                        const struct adsum_address *parts)
{
    struct adsum_walk walk = {.size = sizeof walk};
    char buffer[ADSUM_ADDRESS_BYTES];
    struct adsum_text full;
    int err = adsum_address_join(parts, buffer, sizeof buffer, &full);

    if (err != 0 || (err = load(client, parts->bare)) != 0 ||
        (err = adsum_client_keep(client, full, &client->full)) != 0)
        return err;
    client->bare_length = parts->bare.length;
    err = adsum_session_open(client->service, full, client->context,
                             ADSUM_OPEN_REPLACE, &client->session);
    if (err != 0)
        return err;
    /* Pushes are for it. */
    return adsum_roster_ask(client->service, client->session, 0, &walk);
}

static void take_address(struct adsum_client *client, struct adsum_text jid)
{
    char buffer[ADSUM_ADDRESS_BYTES];
    struct adsum_address parts;
    int err;

    if (adsum_client_prepare(client, jid, buffer, &parts) != 0 ||
        parts.local.length == 0 || parts.resource.length == 0) {
        adsum_client_end(client, ADSUM_CLIENT_END_BIND,
                         ADSUM_STANZA_ERROR_JID_MALFORMED);
        return;
    }
    err = open_session(client, &parts);
    if (err == ADSUM_ERR_NO_MEMORY) {
        adsum_client_fall(client, ADSUM_CLIENT_END_NO_MEMORY);
    } else if (err != 0) {
        adsum_client_end(client, ADSUM_CLIENT_END_SESSION, 0);
        client->end.err = err;
    } else {
        adsum_client_enter(client, PHASE_BOUND);
        adsum_client_enable(client);
        adsum_client_roster_get(client);
        adsum_client_serve(client, false);
    }
}

/* 7.7.2.2: another resource than the one that was wanted is one, too. */
static void take_refusal(struct adsum_client *client,
                         const struct adsum_xml_element *iq)
{
    bool again = client->resource.length != 0 && !client->login->anonymous;

    client->login->anonymous = true;
    if (again)
        adsum_client_bind(client);
    else
        adsum_client_end(client, ADSUM_CLIENT_END_BIND,
                         adsum_stanza_error_read(iq));
}

static bool is_ours(struct adsum_client *client, struct adsum_text id)
{
    char buffer[QUESTION_ID_BYTES];

    client->question_number = 0;
    return adsum_text_same(adsum_client_id(client, buffer), id);
}

void adsum_client_bound(struct adsum_client *client,
                        const struct adsum_xml_element *iq)
{
    struct adsum_text type = adsum_xml_value(iq, "type", NULL);
    const struct adsum_xml_element *child =
        adsum_xml_child(iq, "bind", SPACE_BIND);

    if (!is_ours(client, adsum_xml_value(iq, "id", NULL)))
        return;
    if (child != NULL)
        child = adsum_xml_child(child, "jid", SPACE_BIND);
    if (adsum_text_is(type, "result"))
        take_address(client, child != NULL ? adsum_xml_text(child) : none);
    else if (adsum_text_is(type, "error"))
        take_refusal(client, iq);
}

static void say_activity(struct adsum_client *client)
{
    struct adsum_xml_writer *writer;

    if (client->phase != PHASE_BOUND ||
        (client->offers & ADSUM_CLIENT_OFFERS_ACTIVITY) == 0)
        return;
    writer = adsum_client_begin(client);
    adsum_xml_write_start(writer, client->inactive ? "inactive" : "active",
                          SPACE_ACTIVITY);
    adsum_xml_write_end(writer);
    adsum_client_send(client);
}

void adsum_client_active(struct adsum_client *client, uint32_t active)
{
    bool changes = client->inactive == (active != 0);

    client->inactive = active == 0;
    if (changes)
        say_activity(client);
    adsum_client_settle(client);
}

void adsum_client_serve(struct adsum_client *client, bool resumed)
{
    struct adsum_text full = adsum_client_text(client->full);

    if (client->phase != PHASE_BOUND)
        return;
    adsum_client_login_free(client);
    if (client->inactive) /* XEP-0352: each stream begins active */
        say_activity(client);
    if (client->phase != PHASE_BOUND)
        return;
    client->announced = true;
    if (client->host.bound != NULL)
        client->host.bound(client->user, client->context, client->session,
                           &full, resumed);
}
