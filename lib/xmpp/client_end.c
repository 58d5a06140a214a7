/* How connections and sessions end: RFC 6120 4.4, 4.9; XEP-0198 4. */
#include "client.h"

#include "writing.h"

static void last_words(struct adsum_client *client, uint32_t condition)
{
    struct adsum_xml_writer *writer = adsum_client_begin(client);

    if (!client->headed || client->silent)
        return;
    if (condition != ADSUM_XML_CONDITION_NONE)
        adsum_xml_write_error(writer, condition, (struct adsum_text){NULL, 0});
    adsum_xml_write_footer(writer);
    if (writer->error == 0)
        adsum_client_output(client, adsum_written(writer));
    client->silent = true;
}

static void over(struct adsum_client *client, uint32_t reason, uint32_t detail)
{
    client->end.reason = reason;
    client->end.detail = detail;
    adsum_client_enter(client, PHASE_OVER);
}

static bool is_open(const struct adsum_client *client)
{
    return client->phase != PHASE_NONE && client->phase != PHASE_OVER;
}

void adsum_client_end(struct adsum_client *client, uint32_t reason,
                      uint32_t detail)
{
    bool negotiates = client->phase < PHASE_RESUMING;

    if (!is_open(client))
        return;
    last_words(client, reason == ADSUM_CLIENT_END_WRONG
                           ? detail
                           : ADSUM_XML_CONDITION_NONE);
    over(client, reason, detail);
    /* What stood before this connection may be resumed by another. */
    if (!negotiates || !client->counts.resumable)
        adsum_client_leave(client);
}

void adsum_client_fall(struct adsum_client *client, uint32_t reason)
{
    if (!is_open(client))
        return;
    if (client->phase == PHASE_BOUND)
        client->counts.over_ms = client->now_ms + client->counts.resume_ms;
    if (client->phase == PHASE_CLOSING)
        reason = ADSUM_CLIENT_END_CLOSED;
    over(client, reason, 0);
    client->counts.asked = false;
    if (!client->counts.resumable)
        adsum_client_leave(client);
}

/* Of the session nothing is left, but its version of the roster. */
static void forget(struct adsum_client *client)
{
    struct memory memory = adsum_client_memory(client);

    adsum_client_counts_deinit(client);
    adsum_texts_deinit(&client->early, memory);
    adsum_texts_deinit(&client->spoken, memory);
    adsum_texts_deinit(&client->directed, memory);
    client->rostered = false;
}

static void leave(struct adsum_client *client, uint64_t session, bool closes)
{
    adsum_client_salvage(client);
    adsum_client_questions_end(client);
    forget(client);
    if (closes)
        (void)adsum_session_close(client->service, session, NULL);
    if (client->announced && client->host.ended != NULL)
        client->host.ended(client->user, client->context, session);
    client->announced = false;
}

void adsum_client_leave(struct adsum_client *client)
{
    uint64_t session = client->session;

    client->session = 0;
    if (session != 0)
        leave(client, session, true);
}

void adsum_client_ended(struct adsum_client *client, uint32_t reason)
{
    uint64_t session = client->session;

    client->session = 0;
    if (session != 0)
        leave(client, session, false);
    adsum_client_end(client, ADSUM_CLIENT_END_ENDED, reason);
    adsum_client_settle(client);
}

static void acknowledge(struct adsum_client *client)
{
    if (client->counts.enabled)
        adsum_client_r(client, NULL);
}

void adsum_client_close(struct adsum_client *client)
{
    client->inside = true;
    if (client->phase == PHASE_BOUND)
        acknowledge(client); /* XEP-0198 4 */
    if (is_open(client) && client->phase != PHASE_CLOSING) {
        last_words(client, ADSUM_XML_CONDITION_NONE);
        client->end.reason = ADSUM_CLIENT_END_CLOSED;
        adsum_client_enter(client, PHASE_CLOSING);
    }
    adsum_client_leave(client);
    client->inside = false;
    adsum_client_settle(client);
}

void adsum_client_lost(struct adsum_client *client)
{
    client->inside = true;
    adsum_client_fall(client, ADSUM_CLIENT_END_LOST);
    client->inside = false;
    adsum_client_settle(client);
}

static struct adsum_text next_host(const struct adsum_client *client)
{
    return client->next_host.length != 0 || client->session == 0
               ? adsum_client_text(client->next_host)
               : adsum_client_text(client->counts.location);
}

void adsum_client_settle(struct adsum_client *client)
{
    struct adsum_client_end end;

    if (client->inside)
        return;
    if (client->room != NULL)
        (void)adsum_client_allocate(client, client->room, client->room_bytes,
                                    0);
    client->room = NULL;
    if (client->phase != PHASE_OVER)
        return;
    client->phase = PHASE_NONE;
    client->authenticated = false;
    client->secured = false;
    adsum_client_login_free(client);
    adsum_xml_stream_deinit(client->pool, &client->xml);
    end = client->end;
    end.size = sizeof end;
    end.resumable = client->session != 0;
    end.host = next_host(client);
    client->host.closed(client->user, client->context, &end);
}
