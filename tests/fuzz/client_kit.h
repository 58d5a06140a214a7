/*
 * A host of a client and its core, which aborts where what it is asked or told
 * cannot be.
 */
#ifndef FUZZ_CLIENT_KIT_H
#define FUZZ_CLIENT_KIT_H

#include <adsum/client.h>
#include <stdlib.h>
#include <string.h>

static struct {
    struct adsum_client *client;
    struct adsum_service *service;
    struct adsum_xml_pool *pool; /* that reads what the client says */
    struct adsum_xml_stream heard;
    uint64_t now_ms, session;
    size_t held;
    uint32_t questions, answers;
    int connected, secures, rostered;
} world;

static inline void must(int so)
{
    if (!so)
        abort();
}

static inline struct adsum_text text(const char *string)
{
    return adsum_text_of(string);
}

static inline void *allocate(void *user, void *block, size_t old_size,
                             size_t new_size)
{
    (void)user;
    world.held += new_size - old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static inline uint32_t output(void *user, uint64_t context, const void *bytes,
                              uint32_t length)
{
    const char *at = bytes;

    (void)user;
    (void)context;
    must(world.connected && length != 0);
    while (length != 0) {
        struct adsum_xml_event event;

        must(adsum_xml_feed(world.pool, &world.heard, 0, at, length, &event) ==
             0);
        must(event.kind != ADSUM_XML_FAILED);
        at += event.consumed;
        length -= event.consumed;
        must(event.kind != ADSUM_XML_CLOSED || length == 0);
    }
    /* A stream begins anew behind these: what follows is a header. */
    return ADSUM_CLIENT_TAKEN;
}

static inline void secure(void *user, uint64_t context,
                          const struct adsum_text *domain)
{
    (void)user;
    (void)context;
    must(domain->length == 1 && world.connected && !world.secures);
    world.secures = 1;
}

static inline void closed(void *user, uint64_t context,
                          const struct adsum_client_end *end)
{
    (void)user;
    (void)context;
    must(world.connected && end->reason != 0);
    must((end->resumable != 0) == (world.session != 0));
    world.connected = world.secures = 0;
    adsum_xml_stream_deinit(world.pool, &world.heard);
}

static inline int32_t load(void *user, const struct adsum_text *address)
{
    (void)user;
    return adsum_user_load(world.service, *address, ADSUM_USER_MIRRORED, NULL,
                           0) < 0;
}

static inline void authenticated(void *user, uint64_t context,
                                 uint32_t mechanism, uint32_t binding,
                                 uint32_t guarded)
{
    (void)user;
    (void)context;
    (void)binding;
    (void)guarded;
    must(mechanism != 0);
    adsum_xml_stream_deinit(world.pool, &world.heard);
}

static inline void bound(void *user, uint64_t context, uint64_t session,
                         const struct adsum_text *address, uint32_t resumed)
{
    (void)user;
    (void)context;
    must(address->length != 0 && session != 0);
    must(resumed != 0 ? world.session == session : world.session == 0);
    world.session = session;
}

static inline void ended(void *user, uint64_t context, uint64_t session)
{
    (void)user;
    (void)context;
    must(session == world.session);
    must(world.answers == world.questions);
    world.session = 0;
    world.rostered = 0;
}

static inline void roster(void *user, uint64_t context,
                          const struct adsum_notice *notice,
                          const struct adsum_text *version, int32_t err)
{
    (void)user;
    (void)context;
    must(version->length <= 1023 && (notice == NULL || err == 0));
    if (notice != NULL)
        must(notice->kind == ADSUM_ROSTER || notice->item_count == 1);
}

static inline void answered(void *user, uint64_t context, uint64_t token,
                            uint32_t outcome, const struct adsum_stanza *stanza,
                            const struct adsum_xml_element *element)
{
    (void)user;
    (void)context;
    (void)element;
    must(token < world.questions);
    must((stanza != NULL) == (outcome <= ADSUM_CLIENT_ERROR));
    if (stanza != NULL) /* of whom was asked */
        must(stanza->from.length == (token % 2 == 0 ? 3 : 5));
    world.answers++;
}

static const struct adsum_client_host host = {
    .size = sizeof host,
    .allocate = allocate,
    .output = output,
    .secure = secure,
    .closed = closed,
    .load = load,
    .authenticated = authenticated,
    .bound = bound,
    .ended = ended,
    .roster = roster,
    .answered = answered,
};

static inline int is_named(struct adsum_text bare, const char *name)
{
    return bare.length == strlen(name) &&
           memcmp(bare.bytes, name, bare.length) == 0;
}

/* RFC 6121 4.2.4 */
static inline void check_presence(const struct adsum_notice *notice)
{
    struct adsum_client_info info = {.size = sizeof info};
    struct adsum_address from, own;
    struct adsum_item item;

    must(adsum_address_split(notice->from, &from) == 0);
    must(adsum_client_get(world.client, &info) == 0);
    if (notice->presence->type == ADSUM_UNAVAILABLE || info.session == 0)
        return;
    must(adsum_address_split(info.address, &own) == 0);
    must((from.bare.length == own.bare.length &&
          memcmp(from.bare.bytes, own.bare.bytes, own.bare.length) == 0) ||
         is_named(from.bare, "d@b") || is_named(from.bare, "e@b") ||
         is_named(from.bare, "b") ||
         adsum_roster_get(world.service, own.bare, from.bare, &item) == 0);
}

static inline void deliver(void *user, const struct adsum_notice *notice,
                           struct adsum_target *targets, uint32_t count)
{
    (void)user;
    must(count == 1 && targets->context == 7);
    if (notice->kind == ADSUM_PRESENCE)
        check_presence(notice);
}

static inline uint32_t route(void *user, const struct adsum_text *destination,
                             const struct adsum_notice *notice,
                             const struct adsum_text *to, uint32_t count)
{
    (void)user;
    (void)destination;
    return adsum_client_route(world.client, notice, to, count);
}

static inline void core_ended(void *user, uint64_t session, uint64_t context,
                              uint32_t reason)
{
    (void)user;
    (void)session;
    (void)context;
    adsum_client_ended(world.client, reason);
}

static const struct adsum_host core_host = {
    .size = sizeof core_host,
    .allocate = allocate,
    .deliver = deliver,
    .route = route,
    .ended = core_ended,
};

#endif
