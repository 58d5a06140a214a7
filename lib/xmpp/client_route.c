/* What the core has for the server: its side of adsum_host. */
#include "client.h"

#include "writing.h"

static const struct adsum_text none;

/* Answers are awaited by who asks: adsum_client_ask(). A client sends no
 * probes (RFC 6121 4.3). */
static bool is_ours(const struct adsum_notice *notice)
{
    return notice->kind != ADSUM_PROBE &&
           (notice->kind != ADSUM_IQ ||
            (notice->type != ADSUM_TYPE_GET && notice->type != ADSUM_TYPE_SET));
}

static void note(struct adsum_client *client, const struct adsum_notice *notice,
                 struct adsum_text to)
{
    if (notice->kind == ADSUM_PRESENCE)
        adsum_client_directs(client, to, notice->presence->type);
    if (notice->kind == ADSUM_MESSAGE)
        adsum_client_spoke(client, to);
}

static int send(struct adsum_client *client, const struct adsum_notice *notice,
                struct adsum_text to)
{
    int err;

    adsum_writing_reset(&client->stanza);
    err = adsum_stanza_write(&client->stanza, notice);
    if (err == 0)
        err = adsum_stanza_write_to(adsum_client_begin(client),
                                    adsum_written(&client->stanza), to);
    if (err == 0)
        err = adsum_client_send_stanza(client);
    if (err == 0)
        note(client, notice, to);
    return err;
}

uint32_t adsum_client_route(struct adsum_client *client,
                            const struct adsum_notice *notice,
                            const struct adsum_text *to, uint32_t count)
{
    struct adsum_notice told = *notice;
    char id[QUESTION_ID_BYTES];
    int err = 0;

    if (!is_ours(notice))
        return ADSUM_CONDITION_NOT_ALLOWED;
    if (client->session == 0)
        return ADSUM_CONDITION_REMOTE_SERVER_TIMEOUT;
    told.from = none; /* the server's to say (8.1.2.1) */
    /* RFC 6121 3.1.4: not that of the request. */
    if (told.kind == ADSUM_SUBSCRIBED || told.kind == ADSUM_UNSUBSCRIBED)
        told.id = adsum_client_id(client, id);
    if (count == 0)
        err = send(client, &told, none);
    for (uint32_t i = 0; err == 0 && i < count; i++)
        err = send(client, &told, to[i]);
    return err == 0 ? ADSUM_CONDITION_NONE
                    : ADSUM_CONDITION_REMOTE_SERVER_TIMEOUT;
}
