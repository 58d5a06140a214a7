#include "domain.h"
#include "names.h"
#include "pages.h"
#include "random.h"
#include "world.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    struct domain *domain = user;
    void *answer = pages_allocate(block, old_size, new_size);

    if (answer != NULL || new_size == 0)
        domain->bytes += new_size - old_size;
    return answer;
}

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    struct domain *domain = user;

    (void)notice;
    (void)targets;
    domain->delivered += count;
}

static uint32_t route(void *user, const struct adsum_text *destination,
                      const struct adsum_notice *notice,
                      const struct adsum_text *to, uint32_t count)
{
    struct domain *domain = user;

    (void)destination;
    domain->far(domain->far_user, notice, to, count);
    return ADSUM_CONDITION_NONE;
}

static int32_t save(void *user, const struct adsum_change *changes,
                    uint32_t count)
{
    (void)user;
    (void)changes;
    (void)count;
    return 0;
}

const char *domain_name(uint32_t side)
{
    return side == 0 ? "a.example" : "b.example";
}

uint32_t domain_user_of(const struct adsum_text *address)
{
    uint32_t user = 0;

    for (uint32_t i = 4; i < address->length && address->bytes[i] != '@'; i++)
        user = user * 10 + (uint32_t)(address->bytes[i] - '0');
    return user;
}

static struct adsum_limits limits_for(const struct federation *federation)
{
    struct adsum_limits limits = {.size = sizeof limits};

    limits.users = 2 * federation->users + 16;
    limits.edges = federation->users * federation->contacts;
    limits.sightings = federation->sessions * (federation->seen + 1) + 1024;
    limits.text_bytes = UINT32_C(3) << 30;
    limits.idle_ms = 32000000;
    return limits;
}

void domain_new(struct domain *domain, const struct federation *federation,
                uint32_t side, bool skip, domain_far *far, void *far_user)
{
    static const struct adsum_host host = {.size = sizeof host,
                                           .allocate = allocate,
                                           .deliver = deliver,
                                           .route = route,
                                           .save = save};
    struct adsum_limits limits = limits_for(federation);
    struct adsum_text name = adsum_text_of(domain_name(side));
    struct adsum_options options = {.size = sizeof options,
                                    .domains = &name,
                                    .domain_count = 1,
                                    .limits = &limits,
                                    .flags =
                                        skip ? ADSUM_OPTION_SKIP_UNSIGHTED : 0,
                                    .seed = {1, 2, 3}};

    memset(domain, 0, sizeof *domain);
    domain->federation = federation;
    domain->side = side;
    domain->far = far;
    domain->far_user = far_user;
    domain->handles = pages_take(federation->sessions * sizeof(uint64_t));
    world_must(adsum_service_new(&host, domain, &options, &domain->service),
               "new");
}

void domain_free(struct domain *domain)
{
    world_must(adsum_service_free(domain->service), "free");
    if (domain->bytes != 0)
        world_must(ADSUM_ERR_NO_MEMORY, "each byte comes back");
    pages_give(domain->handles,
               domain->federation->sessions * sizeof(uint64_t));
}

void domain_load(struct domain *domain)
{
    static char names[FEDERATION_CONTACTS][NAMES_BARE_BYTES];
    static struct adsum_item items[FEDERATION_CONTACTS];
    static struct adsum_change rows[FEDERATION_CONTACTS];
    const struct federation *federation = domain->federation;
    uint32_t contacts[FEDERATION_CONTACTS];
    char address[NAMES_BARE_BYTES];

    for (uint32_t user = 0; user < federation->users; user++) {
        federation_contacts(federation, domain->side, user, contacts);
        for (uint32_t i = 0; i < federation->contacts; i++) {
            items[i] = (struct adsum_item){
                .contact = names_bare(contacts[i],
                                      domain_name(1 - domain->side), names[i]),
                .subscription = ADSUM_SUBSCRIPTION_BOTH};
            rows[i] = (struct adsum_change){.kind = ADSUM_CHANGE_ITEM,
                                            .contact = items[i].contact,
                                            .item = &items[i]};
        }
        world_must(adsum_user_load(
                       domain->service,
                       names_bare(user, domain_name(domain->side), address),
                       ADSUM_USER_KEPT, rows, federation->contacts),
                   "load");
    }
}

void domain_advance(struct domain *domain, uint64_t now_ms)
{
    uint64_t next;

    world_must(adsum_service_advance(domain->service, now_ms, &next),
               "advance");
}

void domain_login(struct domain *domain, uint32_t session)
{
    char address[NAMES_FULL_BYTES];
    struct adsum_text full =
        names_full(federation_user(domain->federation, session),
                   domain_name(domain->side), true, address);

    world_must(adsum_session_open(domain->service, full, session, 0,
                                  &domain->handles[session]),
               "open");
    world_must(adsum_session_publish(domain->service, domain->handles[session],
                                     world_presence(session, 2)),
               "publish");
}

void domain_logout(struct domain *domain, uint32_t session)
{
    world_must(
        adsum_session_close(domain->service, domain->handles[session], NULL),
        "close");
}

void domain_update(struct domain *domain, uint32_t count, uint64_t *random)
{
    struct adsum_publication items[DOMAIN_BATCH];

    for (uint32_t i = 0; i < count; i++) {
        uint32_t session = random_below(random, domain->federation->sessions);

        items[i] = (struct adsum_publication){
            .session = domain->handles[session],
            .presence =
                world_presence(random_below(random, WORLD_PRESENCES), 2)};
        world_must(adsum_session_heard(domain->service, items[i].session),
                   "heard");
    }
    world_must(adsum_service_publish(domain->service, items, count), "publish");
}

void domain_receive(struct domain *domain, const struct adsum_notice *notice,
                    const struct adsum_text *to, uint32_t count)
{
    world_must(
        adsum_service_receive(domain->service,
                              adsum_text_of(domain_name(1 - domain->side)),
                              notice, to, count),
        "receive");
}

struct adsum_statistics domain_statistics(const struct domain *domain)
{
    struct adsum_statistics statistics = {.size = sizeof statistics};

    world_must(adsum_service_statistics(domain->service, &statistics),
               "statistics");
    return statistics;
}
