/* Rosters, at the client: RFC 6121 2. */
#include "client.h"

#include "writing.h"

#define ROSTER "jabber:iq:roster"

static const struct adsum_text none;

/* 2.6.2: "" is a version, too: none yet. */
void adsum_client_roster_get(struct adsum_client *client)
{
    bool versions = (client->offers & ADSUM_CLIENT_OFFERS_VERSIONS) != 0;
    struct adsum_text version = {"", 0};
    struct adsum_xml_writer *writer;
    struct question *question;

    if (client->phase != PHASE_BOUND)
        return;
    if (adsum_client_question(client, none, PURPOSE_ROSTER, 0, 0, &question) !=
        0) {
        adsum_client_fall(client, ADSUM_CLIENT_END_NO_MEMORY);
        return;
    }
    if (client->version.length != 0)
        version = adsum_client_text(client->version);
    writer = adsum_client_question_begin(client, question, ADSUM_TYPE_GET);
    adsum_stanza_write_roster(writer, versions ? version : none);
    adsum_xml_write_end(writer);
    adsum_xml_write_end(writer);
    if (adsum_client_question_send(client, question) != 0)
        adsum_client_fall(client, ADSUM_CLIENT_END_NO_MEMORY);
}

static void tell(struct adsum_client *client, const struct adsum_notice *notice,
                 int32_t err)
{
    struct adsum_text version = adsum_client_text(client->version);

    if (client->host.roster != NULL)
        client->host.roster(client->user, client->context, notice, &version,
                            err);
}

/* 2.6.3: that of the last push is asked for next time. Where it cannot be had,
 * an older one brings no less. */
static void keep_version(struct adsum_client *client, struct adsum_text version)
{
    if (version.length <= client->options.version_bytes)
        (void)adsum_client_keep(client, version, &client->version);
}

static void is_known(struct adsum_client *client)
{
    client->rostered = true;
    adsum_client_presence_early(client);
}

void adsum_client_roster_missing(struct adsum_client *client)
{
    tell(client, NULL, 0);
    is_known(client);
}

/* 2.6.3: a result without query is no empty roster. */
int adsum_client_roster_came(struct adsum_client *client,
                             const struct adsum_stanza *stanza)
{
    int err;

    if (stanza->action != ADSUM_STANZA_ROSTER) {
        adsum_client_roster_missing(client);
        return 0;
    }
    err = adsum_client_receive(client, &stanza->notice);
    if (err == ADSUM_ERR_NO_MEMORY)
        return err;
    if (err == 0) {
        (void)adsum_client_keep(client, none, &client->version);
        keep_version(client, stanza->version);
    }
    tell(client, err == 0 ? &stanza->notice : NULL, err);
    is_known(client);
    return 0;
}

/* It is answered, whoever does not care (2.1.6). */
int adsum_client_roster_push(struct adsum_client *client,
                             const struct adsum_stanza *stanza)
{
    struct adsum_xml_writer *writer;
    int err = adsum_client_receive(client, &stanza->notice);

    if (err == ADSUM_ERR_NO_MEMORY)
        return err;
    if (err == 0 && stanza->version.length != 0)
        keep_version(client, stanza->version);
    tell(client, err == 0 ? &stanza->notice : NULL, err);
    writer = adsum_client_begin(client);
    if (err == 0) {
        adsum_stanza_write_result(writer, stanza);
        adsum_xml_write_end(writer);
    } else {
        adsum_stanza_write_error(writer, stanza, adsum_stanza_error_of(err));
    }
    adsum_client_reply(client);
    return 0;
}

/* 2.1.2: a client says nothing of subscriptions, but that they are over. */
static void write_item(struct adsum_xml_writer *writer,
                       const struct adsum_item *item, bool removes)
{
    adsum_stanza_write_roster(writer, none);
    adsum_xml_write_start(writer, "item", NULL);
    adsum_xml_write_attribute(writer, "jid", item->contact);
    if (removes)
        adsum_xml_write_attribute(writer, "subscription",
                                  adsum_text_of("remove"));
    adsum_writing_attribute(writer, "name", item->name);
    for (uint32_t i = 0; i < item->group_count; i++) {
        adsum_xml_write_start(writer, "group", NULL);
        adsum_xml_write_text(writer, item->groups[i]);
        adsum_xml_write_end(writer);
    }
    for (uint32_t depth = 0; depth < 3; depth++)
        adsum_xml_write_end(writer);
}

static int set(struct adsum_client *client, const struct adsum_item *item,
               bool removes, uint64_t token)
{
    struct adsum_address parts;
    struct question *question;
    int err;

    if (adsum_address_split(item->contact, &parts) != 0 ||
        parts.resource.length != 0)
        return ADSUM_ERR_INVALID;
    err =
        adsum_client_question(client, none, PURPOSE_HOST, token, 0, &question);
    if (err != 0)
        return err;
    write_item(adsum_client_question_begin(client, question, ADSUM_TYPE_SET),
               item, removes);
    return adsum_client_question_send(client, question);
}

int adsum_client_roster_set(struct adsum_client *client,
                            const struct adsum_item *item, uint64_t token)
{
    return set(client, item, false, token);
}

int adsum_client_roster_remove(struct adsum_client *client,
                               struct adsum_text contact, uint64_t token)
{
    const struct adsum_item item = {.contact = contact};

    return set(client, &item, true, token);
}
