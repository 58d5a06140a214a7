/*
 * What one session with 32 contacts takes, addresses included: the bytes that
 * adsum_limits_bytes() foretells, and those that a fixed buffer gave.
 */
#include "say.h"

#include <adsum.h>
#include <stdio.h>

enum { CONTACTS = 32, AIM = 4096 };

static uint64_t memory[1024];

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    (void)user, (void)notice, (void)targets, (void)count;
}

static const struct adsum_host host = {
    .size = sizeof host, .allocate = adsum_fixed_allocate, .deliver = deliver};

static struct adsum_limits few(uint32_t sightings)
{
    return (struct adsum_limits){
        .size = sizeof(struct adsum_limits),
        .users = CONTACTS + 1,
        .sessions = 1,
        .edges = CONTACTS,
        .text_bytes = 1024,
        .sightings = sightings,
        .segment_bytes = 1024,
        .user_sessions = 1,
        .contacts = CONTACTS,
        .groups = ADSUM_LIMIT_NOTHING,
        .name_bytes = ADSUM_LIMIT_NOTHING,
        .roster_changes = ADSUM_LIMIT_NOTHING,
        .requests = 1,
        .domain_requests = 1,
        .request_bytes = ADSUM_LIMIT_NOTHING,
        .blocks = ADSUM_LIMIT_NOTHING,
        .user_sightings = sightings,
        .parts = 1,
        .part_bytes = 16,
        .directed = ADSUM_LIMIT_NOTHING,
        .waiting = 1,
        .waiting_bytes = 64,
    };
}

/* A contact that may see the user and be seen: sensor00@home.example... */
static int add_contact(struct adsum_service *service, uint64_t session,
                       uint32_t number)
{
    char address[] = "sensor00@home.example";
    struct adsum_notice approve = {.size = sizeof approve,
                                   .kind = ADSUM_SUBSCRIBED};
    address[6] = (char)('0' + number / 10);
    address[7] = (char)('0' + number % 10);
    return adsum_session_send(service, session, adsum_text_of(address),
                              &approve);
}

static int measure(const char *what, const struct adsum_limits *limits)
{
    struct adsum_fixed ram = {.buffer = memory, .bytes = sizeof memory};
    struct adsum_options options = {.size = sizeof options,
                                    .flags = ADSUM_OPTION_RESERVE,
                                    .limits = limits};
    struct adsum_service *service = NULL;
    uint64_t foretold = 0, session = 0;
    int err = adsum_limits_bytes(limits, &foretold);
    err = err ? err : adsum_service_new(&host, &ram, &options, &service);
    err = err ? err
              : adsum_session_open(service,
                                   adsum_text_of("gateway@home.example/hall"),
                                   0, 0, &session);
    err = err ? err : adsum_session_publish(service, session, NULL);
    for (uint32_t i = 0; i < CONTACTS && !err; i++)
        err = add_contact(service, session, i);
    adsum_service_free(service);
    puts(what);
    say_number("  adsum_limits_bytes: ", (uint32_t)foretold);
    say_number("  adsum_fixed.most, bytes: ", (uint32_t)ram.most);
    if (err)
        puts(adsum_name(ADSUM_NAMES_ERROR, err));
    return err != 0 || ram.used != 0;
}

int main(void)
{
    struct adsum_limits blind = few(ADSUM_LIMIT_NOTHING), sees = few(CONTACTS);
    int failed = measure("1 session, 32 contacts", &blind);
    return measure("and a sighting of each", &sees) | failed;
}
