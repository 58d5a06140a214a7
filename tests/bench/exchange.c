#include "exchange.h"
#include "random.h"
#include <string.h>

static void put(void *user, const struct adsum_notice *notice,
                const struct adsum_text *to, uint32_t count)
{
    link_put(user, notice, to, count);
}

void exchange_new(struct exchange *exchange)
{
    struct domain *domains = exchange->domains;

    if (exchange->services == 1) {
        domain_new(&domains[0], &exchange->federation, 0, exchange->skip,
                   peer_take, &exchange->peer);
        peer_new(&exchange->peer, &domains[0], exchange->skip);
        return;
    }
    for (uint32_t side = 0; side < 2; side++)
        domain_new(&domains[side], &exchange->federation, side, exchange->skip,
                   put, &exchange->links[side]);
}

void exchange_free(struct exchange *exchange)
{
    for (uint32_t side = 0; side < exchange->services; side++) {
        domain_free(&exchange->domains[side]);
        link_free(&exchange->links[side]);
    }
    peer_free(&exchange->peer);
}

/* Hand over what was routed, and what that causes, until nobody has more. */
static void settle(struct exchange *exchange)
{
    struct adsum_notice notice;
    const struct adsum_text *to;
    uint32_t count;
    bool moved = exchange->services == 2;

    if (exchange->services == 1)
        peer_answer(&exchange->peer);
    while (moved) {
        moved = false;
        for (uint32_t side = 0; side < 2; side++) {
            while (link_take(&exchange->links[side], &notice, &to, &count)) {
                domain_receive(&exchange->domains[1 - side], &notice, to,
                               count);
                moved = true;
            }
        }
    }
}

/* Leaves nothing on the way. */
static void login(struct exchange *exchange, uint32_t side, uint32_t session)
{
    exchange->peer.greeting = true;
    domain_login(&exchange->domains[side], session);
    exchange->peer.greeting = false;
    settle(exchange);
}

void exchange_load(struct exchange *exchange)
{
    for (uint32_t side = 0; side < exchange->services; side++)
        domain_load(&exchange->domains[side]);
}

void exchange_advance(struct exchange *exchange, uint64_t now_ms)
{
    for (uint32_t side = 0; side < exchange->services; side++)
        domain_advance(&exchange->domains[side], now_ms);
    settle(exchange);
}

void exchange_login(struct exchange *exchange)
{
    for (uint32_t side = 0; side < exchange->services; side++) {
        for (uint32_t i = 0; i < exchange->federation.sessions; i++)
            login(exchange, side, i);
    }
}

void exchange_turn(struct exchange *exchange, uint32_t count, uint64_t *random)
{
    for (uint32_t i = 0; i < 2 * count; i++) {
        uint32_t side = i % 2;
        uint32_t session = random_below(random, exchange->federation.sessions);

        if (side >= exchange->services) {
            peer_turn(&exchange->peer, session);
            continue;
        }
        domain_logout(&exchange->domains[side], session);
        settle(exchange);
        login(exchange, side, session);
    }
}

static void update_peer(struct exchange *exchange, uint32_t count,
                        uint64_t *random)
{
    for (uint32_t i = 0; i < count; i++)
        peer_update(&exchange->peer,
                    random_below(random, exchange->federation.sessions),
                    random);
}

void exchange_update(struct exchange *exchange, uint32_t count,
                     uint64_t *random)
{
    while (count > 0) {
        uint32_t batch = count < DOMAIN_BATCH ? count : DOMAIN_BATCH;

        for (uint32_t side = 0; side < exchange->services; side++) {
            domain_update(&exchange->domains[side], batch, random);
            settle(exchange);
        }
        if (exchange->services == 1)
            update_peer(exchange, batch, random);
        count -= batch;
    }
}

struct tally exchange_tally(const struct exchange *exchange)
{
    struct tally tally = exchange->peer.tally;

    for (uint32_t side = 0; side < 2; side++)
        tally_sum(&tally, &exchange->links[side].tally);
    return tally;
}

uint64_t exchange_delivered(const struct exchange *exchange)
{
    uint64_t sum = 0;

    for (uint32_t side = 0; side < exchange->services; side++)
        sum += exchange->domains[side].delivered;
    return sum;
}
