/*
 * Pictures: who of a contact's resources the watcher may see, best first.
 *
 * Each resource is offered once and has its place among the best so far, or
 * none. Only what is answered is laid out, in room that is taken when the
 * service is made, so composing asks for no memory and a callback may do it
 * while the notice it was given lies in the other rooms.
 *
 * What the next picture is compared to are sums and hashes under the service's
 * seed: of the state's four words the first says whether anybody was there,
 * and the winner's show and priority, the others its parts, its name, and the
 * names of all. Nobody there is all zero, and so is no picture before.
 */
#include "picture.h"
#include "authorisation.h"
#include "directed.h"
#include "entity.h"
#include "presence.h"
#include "session.h"
#include "sighting.h"
#include "user.h"

/* A rank has the priority above the availability, three bits. */
#define AVAILABILITY_BITS 3u
#define AVAILABILITY_MASK 7u

struct composing {
    const struct adsum_service *service;
    struct party watcher;
    uint32_t contact;
    uint32_t policy;
    uint32_t room;
    uint32_t count;
    uint32_t total;
    uint32_t second; /* rank of the second best */
    uint64_t names;
    struct shown best;
};

static uint32_t hash_of(const struct adsum_service *service,
                        struct adsum_text text)
{
    return adsum_map_hash(service->texts.seed, text.bytes, text.length);
}

static uint32_t rank_of(const struct adsum_service *service, uint32_t policy,
                        uint32_t record)
{
    static const uint8_t availability[] = {[ADSUM_SHOW_CHAT] = 4,
                                           [ADSUM_SHOW_NONE] = 3,
                                           [ADSUM_SHOW_AWAY] = 2,
                                           [ADSUM_SHOW_XA] = 1,
                                           [ADSUM_SHOW_DND] = 0};
    struct adsum_presence head;
    uint32_t rank = 0;

    adsum_presence_show_head(service, record, &head);
    if (policy == ADSUM_PICTURE_BY_PRIORITY)
        rank = (uint32_t)(head.priority - INT8_MIN) << AVAILABILITY_BITS;
    if (policy != ADSUM_PICTURE_BY_RECENCY)
        rank |= availability[head.show];
    return rank;
}

static bool is_better(const struct shown *a, const struct shown *b)
{
    return a->rank != b->rank ? a->rank > b->rank : a->newness > b->newness;
}

static void place(struct composing *composing, const struct shown *shown)
{
    struct shown *all = composing->service->shown;
    uint32_t at = composing->count;

    if (at == composing->room) {
        if (at == 0 || !is_better(shown, &all[at - 1]))
            return;
        at--;
    } else {
        composing->count++;
    }
    for (; at != 0 && is_better(shown, &all[at - 1]); at--)
        all[at] = all[at - 1];
    all[at] = *shown;
}

static void offer(struct composing *composing, struct shown *shown,
                  uint32_t since_seconds, uint32_t stamp)
{
    const struct adsum_service *service = composing->service;

    shown->rank = rank_of(service, composing->policy, shown->record);
    shown->newness =
        (uint64_t)since_seconds << 32 | (uint32_t) ~(service->stamp - stamp);
    composing->names += (uint64_t)1 << 32 | hash_of(service, shown->name);
    if (composing->total++ == 0 || is_better(shown, &composing->best)) {
        composing->second = composing->best.rank;
        composing->best = *shown;
    } else if (composing->total == 2 || shown->rank > composing->second) {
        composing->second = shown->rank;
    }
    place(composing, shown);
}

/* By subscription what the session is, else what it directed to the watcher. */
static void offer_session(struct composing *composing, uint32_t slot)
{
    const struct adsum_service *service = composing->service;
    const struct session *session = session_at(service, slot);
    struct party source = adsum_party_session(service, slot);
    struct adsum_permit permit =
        adsum_permit(service, &composing->watcher, &source);
    struct shown shown = {.name = source.resource, .view = ADSUM_VIEW_ALL};
    const struct directed *directed;

    if (permit.reason == ADSUM_PERMIT_BLOCKED)
        return;
    if (permit.view == ADSUM_VIEW_ALL && session->available &&
        !session->hidden) {
        shown.record = session->presence;
        offer(composing, &shown, endpoint_at(service, slot)->since_seconds,
              session->changed);
        return;
    }
    directed = adsum_directed_of(service, &composing->watcher, slot);
    if (directed == NULL)
        return;
    shown.view = ADSUM_VIEW_BARE;
    shown.record = directed->presence;
    offer(composing, &shown, directed->since_seconds, directed->stamp);
}

static bool is_addressed(const struct composing *composing,
                         const struct sighting *sighting)
{
    const struct adsum_service *service = composing->service;
    uint32_t slot = composing->watcher.session, id;
    const struct sighting *other;
    struct party source = adsum_party_bare(sighting->remote);

    if (sighting->gone || sighting->remote != composing->contact ||
        (sighting->session != 0 && sighting->session != slot))
        return false;
    source.resource = adsum_sighting_resource(service, sighting);
    if (adsum_blocked(service, composing->watcher.entity, &source))
        return false;
    id = slot == 0 ? 0 : adsum_sighting_other(service, sighting, slot);
    if (id == 0)
        return true;
    other = adsum_sighting_at(service, id);
    /* Both may be so old that they have the same stamp. */
    return other->changed == sighting->changed
               ? sighting->session != 0
               : stamp_after(sighting->changed, other->changed);
}

static void offer_sighting(struct composing *composing,
                           const struct sighting *sighting)
{
    struct shown shown = {
        .name = adsum_sighting_resource(composing->service, sighting),
        .view = ADSUM_VIEW_ALL,
        .record = sighting->presence};

    offer(composing, &shown, sighting->since_seconds, sighting->changed);
}

static void gather(struct composing *composing)
{
    const struct adsum_service *service = composing->service;
    const struct side *side =
        adsum_entity_side(service, composing->watcher.entity);

    if (adsum_entity_kept(service, composing->contact) &&
        !adsum_entity_mirrored(service, composing->watcher.entity)) {
        for (uint32_t at = *head_at(service, composing->contact); at != 0;
             at = session_at(service, at)->next)
            if (session_at(service, at)->open)
                offer_session(composing, at);
        return;
    }
    for (uint32_t id = side == NULL ? 0 : side->first_sighting; id != 0;
         id = adsum_sighting_at(service, id)->next)
        if (is_addressed(composing, adsum_sighting_at(service, id)))
            offer_sighting(composing, adsum_sighting_at(service, id));
}

static uint64_t ms_of(uint64_t newness)
{
    return (newness >> 32) * 1000;
}

static void fill(const struct composing *composing,
                 struct adsum_resource *resources)
{
    const struct adsum_service *service = composing->service;

    for (uint32_t i = 0; i < composing->count; i++) {
        struct shown *shown = &service->shown[i];

        adsum_presence_lay_out(service, shown->record,
                               &service->shown_parts[i * service->limits.parts],
                               &shown->presence);
        memset(&resources[i], 0, sizeof resources[i]);
        resources[i].since_ms = ms_of(shown->newness);
        resources[i].name = shown->name;
        resources[i].presence = &shown->presence;
        resources[i].view = shown->view;
    }
}

static uint64_t hash_part(const struct adsum_service *service, uint32_t record,
                          uint32_t index)
{
    struct adsum_part part;
    struct adsum_text bytes;
    uint32_t words[8] = {0};

    adsum_presence_show_part(service, record, index, &part);
    bytes.bytes = part.bytes;
    bytes.length = part.length;
    words[0] = hash_of(service, part.name);
    words[1] = hash_of(service, part.space);
    words[2] = hash_of(service, part.language);
    words[3] = hash_of(service, bytes);
    words[4] = (uint32_t)part.expires_ms;
    words[5] = (uint32_t)(part.expires_ms >> 32);
    words[6] = part.audience;
    words[7] = part.encoding;
    return adsum_map_hash(service->texts.seed, words, sizeof words);
}

static uint64_t hash_parts(const struct adsum_service *service, uint32_t record,
                           const struct adsum_presence *head)
{
    uint64_t hash =
        head->language.length == 0 ? 0 : hash_of(service, head->language);

    for (uint32_t i = 0; i < head->part_count; i++)
        hash = hash * 0x9e3779b97f4a7c15u + hash_part(service, record, i) + 1;
    return hash;
}

static void state_of(const struct composing *composing, uint64_t state[4])
{
    const struct adsum_service *service = composing->service;
    const struct shown *best = &composing->best;
    struct adsum_presence head;

    memset(state, 0, 4 * sizeof *state);
    if (composing->total == 0)
        return;
    adsum_presence_show_head(service, best->record, &head);
    state[0] =
        1u | (uint32_t)head.show << 8 | (uint32_t)(uint8_t)head.priority << 16;
    state[1] = hash_parts(service, best->record, &head);
    state[2] = (uint64_t)1 << 32 | hash_of(service, best->name);
    state[3] = composing->names;
}

static uint32_t compare(const uint64_t before[4], const uint64_t after[4])
{
    static const uint8_t octets[] = {
        ADSUM_CHANGED_AVAILABLE, ADSUM_CHANGED_SHOW, ADSUM_CHANGED_PRIORITY};
    static const uint8_t words[] = {
        0, ADSUM_CHANGED_PARTS, ADSUM_CHANGED_WINNER, ADSUM_CHANGED_RESOURCES};
    uint32_t changed = 0;

    for (uint32_t i = 0; i < sizeof octets; i++)
        if (((before[0] ^ after[0]) >> 8 * i & 255u) != 0)
            changed |= octets[i];
    for (uint32_t i = 1; i < sizeof words; i++)
        if (before[i] != after[i])
            changed |= words[i];
    return changed;
}

static uint32_t reason_of(const struct composing *composing)
{
    uint32_t differ = composing->best.rank ^ composing->second;

    if (composing->total <= 1)
        return composing->total == 0 ? ADSUM_PICTURE_NOBODY
                                     : ADSUM_PICTURE_ONLY;
    if (differ >> AVAILABILITY_BITS != 0)
        return ADSUM_PICTURE_PRIORITY;
    return (differ & AVAILABILITY_MASK) != 0 ? ADSUM_PICTURE_AVAILABILITY
                                             : ADSUM_PICTURE_RECENCY;
}

/*
 * A roster that shows the contact shows also when it left. Of others it is
 * known when a picture first had nobody any more.
 */
static uint64_t left_ms(const struct composing *composing,
                        const struct adsum_picture *before)
{
    const struct adsum_service *service = composing->service;
    uint32_t contact = composing->contact;
    struct party source = adsum_party_bare(contact);
    const struct side *side =
        contact == 0 || !adsum_entity_kept(service, contact)
            ? NULL
            : adsum_entity_side(service, contact);

    if (side != NULL && side->last_ms != 0 &&
        adsum_permit(service, &composing->watcher, &source).view ==
            ADSUM_VIEW_ALL)
        return side->last_ms;
    return before->state[0] != 0 ? service->now_ms : before->since_ms;
}

static void finish(const struct composing *composing,
                   struct adsum_picture *picture)
{
    uint64_t state[4];

    state_of(composing, state);
    picture->since_ms = composing->total == 0 ? left_ms(composing, picture)
                                              : ms_of(composing->best.newness);
    picture->reason = reason_of(composing);
    picture->changed = compare(picture->state, state);
    picture->winner = 0;
    picture->count = composing->count;
    picture->total = composing->total;
    memcpy(picture->state, state, sizeof state);
}

/* Both addresses; entity 0: nobody names the contact. */
static int parse(struct composing *composing, struct adsum_text watcher,
                 struct adsum_text contact)
{
    const struct adsum_service *service = composing->service;
    struct party *party = &composing->watcher;
    struct adsum_address who, whom;
    int err;

    if ((err = adsum_address_split(watcher, &who)) != 0 ||
        (err = adsum_address_split(contact, &whom)) != 0)
        return err;
    if (whom.resource.length != 0)
        return ADSUM_ERR_INVALID;
    if ((err = adsum_user_look(service, &who, &party->entity)) != 0)
        return err;
    party->resource = who.resource;
    if (who.resource.length != 0)
        party->session =
            adsum_session_named(service, party->entity, who.resource);
    composing->contact = adsum_entity_find(service, &whom);
    return 0;
}

int adsum_picture_compose(const struct adsum_service *service,
                          struct adsum_text watcher, struct adsum_text contact,
                          uint32_t policy, struct adsum_resource *resources,
                          uint32_t capacity, struct adsum_picture *picture)
{
    struct composing composing = {.service = service, .policy = policy};
    int err;

    if (service == NULL || picture == NULL || picture->size < sizeof *picture ||
        policy > ADSUM_PICTURE_BY_RECENCY ||
        (resources == NULL && capacity != 0))
        return ADSUM_ERR_INVALID;
    if ((err = parse(&composing, watcher, contact)) != 0)
        return err;
    composing.room = capacity < service->limits.resources
                         ? capacity
                         : service->limits.resources;
    if (composing.contact != 0)
        gather(&composing);
    fill(&composing, resources);
    finish(&composing, picture);
    return 0;
}
