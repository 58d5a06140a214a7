#include "peer.h"
#include "names.h"
#include "pages.h"
#include "random.h"
#include "world.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THERE 1u

static const struct adsum_presence gone = {.size = sizeof gone,
                                           .type = ADSUM_UNAVAILABLE};

void peer_new(struct peer *peer, struct domain *domain, bool skip)
{
    memset(peer, 0, sizeof *peer);
    peer->federation = domain->federation;
    peer->domain = domain;
    peer->skip = skip;
    peer->changed = pages_take(peer->federation->sessions);
}

void peer_free(struct peer *peer)
{
    if (peer->federation != NULL)
        pages_give(peer->changed, peer->federation->sessions);
    free(peer->replies);
}

static void expect(struct peer *peer, uint32_t from, uint32_t to)
{
    if (peer->count == peer->room) {
        peer->room = peer->room == 0 ? 256 : 2 * peer->room;
        peer->replies =
            realloc(peer->replies, peer->room * sizeof *peer->replies);
        if (peer->replies == NULL)
            world_must(ADSUM_ERR_NO_MEMORY, "replies");
    }
    peer->replies[peer->count++] = (struct peer_reply){from, to};
}

/* Who is there, and has said more since than its first presence to all. */
static bool has_news(const struct peer *peer, uint32_t user)
{
    return federation_online(peer->federation, user) &&
           peer->changed[user / peer->federation->group];
}

/* Called inside a call of the service, so it only notes what to do. */
void peer_take(void *user, const struct adsum_notice *notice,
               const struct adsum_text *to, uint32_t count)
{
    struct peer *peer = user;
    uint32_t from = domain_user_of(&notice->from);
    bool probe = notice->kind == ADSUM_PROBE;

    tally_add(&peer->tally, notice, to, count, 0);
    if (!probe && !(peer->skip && peer->greeting))
        return;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t there = domain_user_of(&to[i]);

        if (probe || has_news(peer, there))
            expect(peer, there, from);
    }
}

static void send(struct peer *peer, const struct adsum_notice *notice,
                 const uint32_t *users, uint32_t count)
{
    static char names[FEDERATION_CONTACTS][NAMES_BARE_BYTES];
    struct adsum_text to[FEDERATION_CONTACTS];

    for (uint32_t i = 0; i < count; i++)
        to[i] = names_bare(users[i], domain_name(1 - THERE), names[i]);
    tally_add(&peer->tally, notice, to, count, 0);
    domain_receive(peer->domain, notice, to, count);
}

static void send_presence(struct peer *peer, uint32_t user,
                          const struct adsum_presence *presence,
                          const uint32_t *users, uint32_t count)
{
    char address[NAMES_FULL_BYTES];
    struct adsum_notice notice = {.size = sizeof notice,
                                  .kind = ADSUM_PRESENCE,
                                  .view = ADSUM_VIEW_ALL,
                                  .presence = presence};

    notice.from = federation_online(peer->federation, user)
                      ? names_full(user, domain_name(THERE), true, address)
                      : names_bare(user, domain_name(THERE), address);
    send(peer, &notice, users, count);
}

void peer_answer(struct peer *peer)
{
    for (uint64_t i = 0; i < peer->count; i++) {
        struct peer_reply reply = peer->replies[i];
        bool online = federation_online(peer->federation, reply.from);

        send_presence(peer, reply.from,
                      online ? world_presence(reply.from, 2) : &gone, &reply.to,
                      1);
    }
    peer->count = 0;
}

static void send_probes(struct peer *peer, uint32_t user,
                        const uint32_t *contacts)
{
    char address[NAMES_BARE_BYTES];
    struct adsum_notice probe = {.size = sizeof probe, .kind = ADSUM_PROBE};

    probe.from = names_bare(user, domain_name(THERE), address);
    for (uint32_t i = 0; i < peer->federation->contacts; i++)
        send(peer, &probe, &contacts[i], 1);
}

void peer_turn(struct peer *peer, uint32_t session)
{
    uint32_t contacts[FEDERATION_CONTACTS];
    uint32_t user = federation_user(peer->federation, session);
    uint32_t count = peer->federation->contacts;

    peer->changed[session] = 0;
    federation_contacts(peer->federation, THERE, user, contacts);
    send_presence(peer, user, &gone, contacts, count);
    send_presence(peer, user, world_presence(session, 2), contacts, count);
    send_probes(peer, user, contacts);
}

void peer_update(struct peer *peer, uint32_t session, uint64_t *random)
{
    uint32_t contacts[FEDERATION_CONTACTS];
    uint32_t user = federation_user(peer->federation, session);

    peer->changed[session] = 1;
    federation_contacts(peer->federation, THERE, user, contacts);
    send_presence(
        peer, user, world_presence(random_below(random, WORLD_PRESENCES), 2),
        contacts,
        peer->skip ? peer->federation->seen : peer->federation->contacts);
}
