/*
 * What one session with 32 contacts takes, addresses included, when all memory
 * is taken at once: the bytes that adsum_limits_bytes() foretells and those
 * that a fixed buffer gave, with the smallest text_bytes that is enough, and
 * which limit they are for. The aim is 4 KiB of RAM on a board.
 */
#include "say.h"

#include <adsum.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { CONTACTS = 32, STEP = 16, MOST = 6144 };

static uint64_t memory[1600];

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    (void)user, (void)notice, (void)targets, (void)count;
}

static uint32_t route(void *user, const struct adsum_text *destination,
                      const struct adsum_notice *notice,
                      const struct adsum_text *to, uint32_t count)
{
    (void)user, (void)destination, (void)notice, (void)to, (void)count;
    return 0;
}

static const struct adsum_host host = {.size = sizeof host,
                                       .allocate = adsum_fixed_allocate,
                                       .deliver = deliver,
                                       .route = route};

static struct adsum_limits few(uint32_t sightings)
{
    return (struct adsum_limits){
        .size = sizeof(struct adsum_limits),
        .users = CONTACTS + 1,
        .sessions = 1,
        .edges = CONTACTS,
        .sightings = sightings,
        .segment_bytes = 1024,
        .user_sessions = 1,
        .contacts = CONTACTS,
        .groups = ADSUM_LIMIT_NOTHING,
        .name_bytes = ADSUM_LIMIT_NOTHING,
        .roster_changes = ADSUM_LIMIT_NOTHING,
        .requests = 1,
        .domain_requests = 1,
        .request_bytes = 64,
        .blocks = ADSUM_LIMIT_NOTHING,
        .user_sightings = sightings,
        .parts = 1,
        .part_bytes = 16,
        .directed = ADSUM_LIMIT_NOTHING,
        .waiting = 1,
        .waiting_bytes = 64,
        .resources = ADSUM_LIMIT_NOTHING,
    };
}

#define GATEWAY "gateway@home.example"

/* That they see each other, and there is no more to it. */
static int check(const struct adsum_service *service, struct adsum_text contact)
{
    struct adsum_item item;
    int err = adsum_roster_get(service, adsum_text_of(GATEWAY), contact, &item);

    if (err)
        return err;
    return item.subscription == ADSUM_SUBSCRIPTION_BOTH && !item.approved
               ? 0
               : ADSUM_ERR_INVALID;
}

/* One contact, elsewhere, from first question to its presence, if seen. */
static int meet(struct adsum_service *service, uint64_t session,
                uint32_t number, uint32_t seen)
{
    char bare[] = "sensor00@field.example", full[] = "sensor00@field.example/a";
    struct adsum_text field = adsum_text_of("field.example");
    struct adsum_text to = adsum_text_of(GATEWAY), contact;
    struct adsum_presence presence = {.size = sizeof presence};
    struct adsum_notice notice = {.size = sizeof notice};
    int err;

    bare[6] = full[6] = (char)('0' + number / 10);
    bare[7] = full[7] = (char)('0' + number % 10);
    contact = notice.from = adsum_text_of(bare);
    notice.kind = ADSUM_SUBSCRIBE;
    err = adsum_session_send(service, session, contact, &notice);
    err = err ? err : adsum_service_receive(service, field, &notice, &to, 1);
    notice.kind = ADSUM_SUBSCRIBED;
    err = err ? err : adsum_session_send(service, session, contact, &notice);
    err = err ? err : adsum_service_receive(service, field, &notice, &to, 1);
    err = err ? err : check(service, contact);
    if (err || !seen)
        return err;
    notice.kind = ADSUM_PRESENCE;
    notice.presence = &presence;
    notice.from = adsum_text_of(full);
    return adsum_service_receive(service, field, &notice, &to, 1);
}

static int live(const struct adsum_limits *limits, struct adsum_fixed *ram)
{
    struct adsum_text domain = adsum_text_of("home.example");
    struct adsum_options options = {.size = sizeof options,
                                    .flags = ADSUM_OPTION_RESERVE,
                                    .domains = &domain,
                                    .domain_count = 1,
                                    .limits = limits};
    struct adsum_service *service = NULL;
    uint64_t session = 0;
    uint32_t seen = limits->sightings != ADSUM_LIMIT_NOTHING;
    int err = adsum_service_new(&host, ram, &options, &service);

    err = err ? err
              : adsum_session_open(service, adsum_text_of(GATEWAY "/hall"), 0,
                                   0, &session);
    err = err ? err : adsum_session_publish(service, session, NULL);
    for (uint32_t i = 0; i < CONTACTS && !err; i++)
        err = meet(service, session, i, seen);
    adsum_service_free(service);
    return err;
}

/* In the order they are added: what each brings to what is there already. */
static const struct part {
    const char *name;
    size_t offset;
} parts[] = {
#define PART(field)                                                     \
    {                                                                   \
        "    " #field ", bytes: ", offsetof(struct adsum_limits, field) \
    }
    PART(users), PART(edges),     PART(sessions),
    PART(parts), PART(sightings), PART(text_bytes),
#undef PART
};

/* Where adsum_limits_bytes() goes to. */
static int map(const struct adsum_limits *limits)
{
    struct adsum_limits some = few(ADSUM_LIMIT_NOTHING);
    uint64_t before = 0, bytes;
    int err;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        memset((char *)&some + parts[i].offset, 0xff, sizeof(uint32_t));
    if ((err = adsum_limits_bytes(&some, &before)) != 0)
        return err;
    say_number("    service, bytes: ", (uint32_t)before);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        memcpy((char *)&some + parts[i].offset,
               (const char *)limits + parts[i].offset, sizeof(uint32_t));
        if ((err = adsum_limits_bytes(&some, &bytes)) != 0)
            return err;
        say_number(parts[i].name, (uint32_t)(bytes - before));
        before = bytes;
    }
    return 0;
}

static int measure(const char *what, uint32_t sightings)
{
    struct adsum_limits limits = few(sightings);
    struct adsum_fixed ram = {.buffer = memory};
    uint64_t bytes = 0;
    int err = ADSUM_ERR_NO_MEMORY;

    for (limits.text_bytes = STEP; err && limits.text_bytes <= MOST;
         limits.text_bytes += STEP) {
        ram = (struct adsum_fixed){.buffer = memory, .bytes = sizeof memory};
        err = adsum_limits_bytes(&limits, &bytes);
        err = err ? err : live(&limits, &ram);
    }
    puts(what);
    say_number("  text_bytes: ", limits.text_bytes - STEP);
    say_number("  adsum_limits_bytes: ", (uint32_t)bytes);
    limits.text_bytes -= STEP;
    err = err ? err : map(&limits);
    say_number("  adsum_fixed.most, bytes: ", (uint32_t)ram.most);
    if (err)
        puts(adsum_name(ADSUM_NAMES_ERROR, err));
    return err != 0 || ram.used != 0;
}

int main(void)
{
    int failed = measure("1 session, 32 contacts", ADSUM_LIMIT_NOTHING);
    return measure("and a sighting of each", CONTACTS) | failed;
}
