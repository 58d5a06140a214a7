/* What is due, and when: RFC 6120 4.6. */
#include "client.h"

static const uint32_t again_ms = 1000;

static uint64_t after(uint64_t since_ms, uint32_t ms)
{
    return ms == UINT32_MAX ? UINT64_MAX : since_ms + ms;
}

static uint64_t least(uint64_t one, uint64_t other)
{
    return one < other ? one : other;
}

/* Bound: what has begun must be complete, and who is silent is asked. */
static uint64_t watch(struct adsum_client *client)
{
    uint64_t due = adsum_xml_due(client->pool, &client->xml);
    uint64_t silent;

    if (due <= client->now_ms) { /* the reader's to judge */
        (void)adsum_client_feed_some(client, "", 0);
        return UINT64_MAX;
    }
    silent = after(client->pinged ? client->pinged_ms : client->heard_ms,
                   client->pinged ? client->options.ping_ms
                                  : client->options.silent_ms);
    if (silent > client->now_ms)
        return least(due, silent);
    if (client->pinged) {
        adsum_client_fall(client, ADSUM_CLIENT_END_SILENT);
        return UINT64_MAX;
    }
    client->pinged = true;
    client->pinged_ms = client->now_ms;
    adsum_client_ping(client);
    return least(due, after(client->now_ms, client->options.ping_ms));
}

static uint64_t wait_to_resume(struct adsum_client *client)
{
    if (client->session == 0)
        return UINT64_MAX;
    if (client->counts.over_ms > client->now_ms)
        return client->counts.over_ms;
    adsum_client_leave(client);
    return UINT64_MAX;
}

static uint64_t expire(struct adsum_client *client)
{
    bool closes = client->phase == PHASE_CLOSING;
    uint64_t due;

    if (client->phase == PHASE_NONE)
        return wait_to_resume(client);
    if (client->phase == PHASE_BOUND)
        return watch(client);
    due = after(client->since_ms, closes ? client->options.close_ms
                                         : client->options.negotiate_ms);
    if (due > client->now_ms)
        return due;
    adsum_client_fall(client, ADSUM_CLIENT_END_SILENT);
    return wait_to_resume(client);
}

static uint64_t retry(struct adsum_client *client)
{
    if (!client->rostered || client->early.count == 0)
        return UINT64_MAX;
    adsum_client_presence_early(client);
    return client->early.count != 0 ? client->now_ms + again_ms : UINT64_MAX;
}

void adsum_client_advance(struct adsum_client *client, uint64_t now_ms,
                          uint64_t *ret_next_ms)
{
    uint64_t next_ms;

    if (now_ms > client->now_ms)
        client->now_ms = now_ms;
    client->inside = true;
    next_ms = expire(client);
    next_ms = least(next_ms, adsum_client_questions_expire(client));
    next_ms = least(next_ms, retry(client));
    client->inside = false;
    adsum_client_settle(client);
    *ret_next_ms = next_ms;
}
