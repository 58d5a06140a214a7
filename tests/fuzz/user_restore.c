/*
 * Packed users: what is accepted packs to the same bytes and can be lived with,
 * what is not leaves nothing behind. The first byte of an input is no part of
 * the user: its bits say what happens to one that was accepted.
 */
#include <adsum.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TAKE_UP = 1, BUSY = 2, WAIT = 4, TELL_LOST = 8 };

static size_t held;
static uint8_t busy;

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    void *ret;

    (void)user;
    held += new_size - old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    ret = realloc(block, new_size);
    if (ret == NULL)
        abort();
    return ret;
}

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    (void)user;
    (void)notice;
    for (uint32_t i = 0; i < count; i++)
        targets[i].answer = busy ? ADSUM_BUSY : ADSUM_TAKEN;
    busy = 0;
}

static uint32_t route(void *user, const struct adsum_text *destination,
                      const struct adsum_notice *notice,
                      const struct adsum_text *to, uint32_t count)
{
    struct adsum_notice unpacked;
    const struct adsum_text *unpacked_to;
    unsigned char packed[65536], room[65536];
    uint32_t length, unpacked_count;

    (void)user;
    (void)destination;
    if (adsum_notice_pack(notice, to, count, packed, sizeof packed, &length) ==
            0 &&
        adsum_notice_unpack(packed, length, room, sizeof room, &unpacked,
                            &unpacked_to, &unpacked_count) == ADSUM_ERR_PACKED)
        abort();
    return 0;
}

static uint32_t number(const uint8_t **at)
{
    uint32_t value = 0, shift = 0;

    do {
        value |= (uint32_t)(**at & 127) << shift;
        shift += 7;
    } while (*(*at)++ & 128);
    return value;
}

/* Whose bytes were accepted: two texts. */
static struct adsum_text address_of(const uint8_t *at, char *room)
{
    struct adsum_address address = {0};
    struct adsum_text ret;

    at++;
    address.local.length = number(&at);
    address.local.bytes = (const char *)at;
    at += address.local.length;
    address.domain.length = number(&at);
    address.domain.bytes = (const char *)at;
    if (adsum_address_join(&address, room, ADSUM_ADDRESS_BYTES, &ret) != 0)
        abort();
    return ret;
}

static void pack_again(const struct adsum_service *service,
                       struct adsum_text user, const uint8_t *data,
                       uint32_t size)
{
    unsigned char *again = malloc(size);
    uint32_t length;

    if (again == NULL ||
        adsum_user_pack(service, user, again, size, &length) != 0 ||
        length != size || memcmp(again, data, size) != 0)
        abort();
    free(again);
}

static void live_with(struct adsum_service *service, struct adsum_text user,
                      uint8_t how)
{
    uint64_t session = 0, next;

    while ((how & TAKE_UP) != 0 &&
           adsum_session_next(service, user, session, &session) == 0) {
        busy = (how & BUSY) != 0;
        (void)adsum_session_link(service, session, ADSUM_LINK_UP, 1);
        (void)adsum_session_publish(service, session, NULL);
    }
    if ((how & WAIT) != 0)
        (void)adsum_service_advance(service, 400000, &next);
}

static struct adsum_statistics count(const struct adsum_service *service)
{
    struct adsum_statistics now = {.size = sizeof now};

    if (adsum_service_statistics(service, &now) != 0)
        abort();
    /* Room that was made stays, and refusals count. */
    now.memory_bytes = 0;
    now.limits_reached = 0;
    return now;
}

static void restore(struct adsum_service *service, const uint8_t *data,
                    uint32_t size, uint8_t how)
{
    struct adsum_statistics before = count(service), after;
    char room[ADSUM_ADDRESS_BYTES];
    struct adsum_text user;
    int err = adsum_user_restore(service, data, size);

    if (err == 0) {
        user = address_of(data, room);
        pack_again(service, user, data, size);
        live_with(service, user, how);
        return;
    }
    after = count(service);
    if ((err != ADSUM_ERR_PACKED && err > ADSUM_ERR_LIMIT) ||
        memcmp(&before, &after, sizeof before) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct adsum_host host = {.size = sizeof host,
                                           .allocate = allocate,
                                           .deliver = deliver,
                                           .route = route};
    static const struct adsum_text domain = {"a", 1};
    struct adsum_options options = {
        .size = sizeof options, .domains = &domain, .domain_count = 1};
    struct adsum_service *service;
    uint64_t next;

    if (size == 0)
        return 0;
    if ((data[0] & TELL_LOST) != 0)
        options.flags = ADSUM_OPTION_TELL_LOST;
    if (adsum_service_new(&host, NULL, &options, &service) != 0 ||
        adsum_service_advance(service, 1000, &next) != 0)
        abort();
    restore(service, data + 1, (uint32_t)size - 1, data[0]);
    if (adsum_service_free(service) != 0 || held != 0)
        abort();
    return 0;
}
