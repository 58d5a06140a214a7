/*
 * The service: every table of the core, and what they share.
 *
 * Tables are known here and nowhere else; each has a module of its own that
 * changes it. See lib/README.md for who owns what.
 */
#ifndef ADSUM_CORE_SERVICE_H
#define ADSUM_CORE_SERVICE_H

#include "bits.h"
#include "edges.h"
#include "map.h"
#include "memory.h"
#include "slab.h"
#include "text.h"
#include <adsum.h>
#include <stdbool.h>
#include <string.h>

/* What a change adds to the stamp. Tests compile it large, to see it wrap. */
#ifndef ADSUM_STAMP_STEP
#define ADSUM_STAMP_STEP 1u
#endif

#define ADSUM_TARGETS 256u /* of one deliver() or route() at most */

enum {
    ADSUM_ENTITY_ABSENT = 0, /* named, not loaded */
    ADSUM_ENTITY_UNKNOWN,
    ADSUM_ENTITY_KEPT,
    ADSUM_ENTITY_MIRRORED
};

/** A bare address that somebody here names: a user, a contact, a domain. */
struct entity {
    uint32_t link; /* of the map */
    uint32_t text; /* kept: the domain's atom as a varint, the local part */
    uint32_t kind : 2;
    uint32_t absent : 1; /* a call waits for it to be loaded */
    uint32_t uses : 29;
    uint32_t side; /* what only some users have */
};

/** What only some users have: see side.c. */
struct side {
    uint64_t version; /* of the roster */
    uint64_t last_ms; /* of the last unavailable; 0: unknown */
    struct block *blocks;
    struct ring *ring; /* the roster's last changes */
    uint32_t block_count;
    uint32_t requests; /* the first, in order */
    uint32_t request_count;
    uint32_t first_sighting;
    uint32_t last_sighting;
    uint32_t sighting_count;
    uint32_t changes; /* the last one's number: a walk begun before is stale */
};

/** A session, or the record of one that is gone: what fan-out reads. */
struct session {
    uint32_t user;      /* entity */
    uint32_t next : 27; /* of the same user, by place */
    uint32_t link : 2;  /* ADSUM_LINK_* */
    uint32_t suspect : 1;
    uint32_t hidden : 1; /* shown unavailable while its link is lost */
    uint32_t full : 1;   /* its waiting list is: ended by advance */
    uint32_t generation : 24;
    uint32_t available : 1;
    uint32_t behind : 1;
    uint32_t interested : 1;
    uint32_t source : 1;
    uint32_t guarded : 1;  /* its user has blocks, or is mirrored */
    uint32_t gone : 1;     /* a tombstone */
    uint32_t extended : 1; /* has a struct extra */
    uint32_t open : 1;
    uint32_t presence;
    union {
        uint64_t context; /* the host's */
        struct {
            uint32_t place;  /* the slot it had while it was open */
            uint32_t wanted; /* by so many sessions that are behind */
        } grave;
    } of;
    uint32_t flushed; /* if behind: told of all changes up to this one */
    uint32_t changed; /* stamp of its presence */
};

/** The rest of a session, read when it opens, ends or is asked for. */
struct endpoint {
    uint32_t resource;      /* kept text */
    uint32_t since_seconds; /* its presence is from then */
    uint32_t born;          /* stamp of when it became available */
};

/** Seconds, modulo 2^16: in a column of their own for advance() to scan. */
struct pulse {
    uint16_t heard;
    uint16_t stalled; /* busy, held or lost since */
};

enum {
    ADSUM_PHASE_NONE = 0,
    ADSUM_PHASE_OWN,
    ADSUM_PHASE_ROSTER,
    ADSUM_PHASE_SIGHTINGS
};

/* What a session is to be told anew by its next walk. */
enum {
    ADSUM_FRESH_NO = 0,
    ADSUM_FRESH_ALL,     /* all: it was told of nothing before */
    ADSUM_FRESH_RESTORED /* all: who restored it does not know of what */
};

/** What only some sessions have. */
struct extra {
    uint32_t link; /* of the map, by session */
    uint32_t session;
    uint32_t first_wait;
    uint32_t last_wait;
    uint32_t wait_count;
    uint32_t wait_bytes;
    uint32_t directed; /* the first it directed presence to */
    uint32_t directed_count;
    uint32_t start;   /* stamp at which the walk began */
    uint32_t contact; /* the walk has passed contacts before it, */
    uint32_t place;   /* and of it the sessions up to this place */
    uint8_t phase;    /* ADSUM_PHASE_*: NONE if no walk is under way */
    uint8_t fresh;    /* ADSUM_FRESH_*: NO if it was told up to `flushed` */
    uint8_t itself;   /* it was told of itself, whatever its stamps say */
    uint64_t order;   /* the last sighting passed */
};

struct step;
struct shown;

/** What a call that changes rosters is about to do: see plan.h. */
struct plan {
    struct step *first;
    struct step *last;
    uint32_t count;
};

/** What struct adsum_statistics shows, in words of the machine. */
struct counts {
    uint32_t users; /* now, as those up to `behind` */
    uint32_t sessions;
    uint32_t sightings;
    uint32_t waiting;
    uint32_t behind;
    size_t published;
    size_t delivered;
    size_t routed;
    size_t received;
    size_t busy;
    size_t ended_slow;
    size_t ended_silent;
    size_t limits_reached;
};

/*
 * What most functions ask for stands first: small processors reach only the
 * first 124 bytes in one instruction, and the first 255 in two.
 */
struct adsum_service {
    struct memory memory;
    void *user;
    uint64_t now_ms;
    uint32_t stamp;
    uint32_t flags;
    uint32_t inside; /* callbacks we are in */
    struct plan plan;

    unsigned char *opened;     /* a presence and its parts, or an item */
    struct adsum_part *parts;  /* in there; of the presence in hand */
    uint32_t *part_atoms;      /* of the same */
    struct adsum_text *groups; /* of the item in hand */
    uint32_t *group_atoms;     /* of the same */
    char *view;                /* room to compose addresses for callers, */
    char *from;                /* and for notices: */
    char *to;                  /* three pieces of one block */

    struct slab entities;
    struct column heads; /* u32 by entity: its first session */
    struct slab sessions;
    struct column endpoints;
    struct column pulses;
    struct texts texts;
    struct edges edges;
    struct adsum_host host;
    struct adsum_limits limits;
    struct counts statistics;

    struct bitmap near; /* by entity: has sessions, or may be far */
    struct map entity_map;
    struct slab sides;
    struct slab extras;
    struct map extra_map;
    struct slab waits;
    struct slab directed;
    struct map directed_map;
    struct slab sightings;
    struct map sighting_map;
    struct slab origins;
    struct map origin_map;
    struct slab items;
    struct map item_map;
    struct slab requests;
    struct adsum_fixed pool; /* RESERVE: what memory is taken from */

    uint32_t *domains; /* atoms */
    uint32_t domain_count;
    uint32_t domain_room;

    uint32_t swept;          /* stamp at the last sweep */
    uint32_t moved;          /* how often a user's list of sessions changed */
    uint64_t order;          /* of the last sighting */
    uint32_t roster_changes; /* of all users: see side.changes */
    uint32_t named;          /* halves of fresh resources so far */
    uint32_t timed;          /* advance() was called */

    struct adsum_target *targets; /* of the batch under way */
    uint32_t *slots;              /* of the same */
    uint32_t target_room;
    struct adsum_text *addresses;    /* of the route under way */
    struct adsum_text *destinations; /* of the same */
    uint32_t *far;                   /* entities of the same */
    uint32_t far_room;
    struct shown *shown; /* of the last picture */
    struct adsum_part *shown_parts;
    uint32_t full_room; /* of `view`, of `from`, */
    uint32_t to_share;  /* and so many times of `to` */
    uint32_t longest_bare;
    uint32_t longest_resource;

    uint32_t absent[2]; /* entities the last call lacked */
    uint32_t absent_count;
    uint32_t pending_full; /* sessions advance() has to end */
};

static inline struct entity *entity_at(const struct adsum_service *service,
                                       uint32_t entity)
{
    return adsum_slab_at(&service->entities, entity);
}

static inline uint32_t *head_at(const struct adsum_service *service,
                                uint32_t entity)
{
    return adsum_column_of(&service->heads, entity, sizeof(uint32_t));
}

static inline bool near_get(const struct adsum_service *service,
                            uint32_t entity)
{
    return adsum_bitmap_get(&service->near, entity);
}

static inline struct session *session_at(const struct adsum_service *service,
                                         uint32_t slot)
{
    return adsum_column_of(&service->sessions.column, slot,
                           sizeof(struct session));
}

static inline struct endpoint *endpoint_at(const struct adsum_service *service,
                                           uint32_t slot)
{
    return adsum_column_at(&service->endpoints, slot);
}

static inline struct pulse *pulse_at(const struct adsum_service *service,
                                     uint32_t slot)
{
    return adsum_column_at(&service->pulses, slot);
}

/** Stamps wrap: `a` is after `b`. True within half the range: see sweep. */
static inline bool stamp_after(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) > 0;
}

static inline bool text_equal(struct adsum_text a, struct adsum_text b)
{
    return a.length == b.length &&
           (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

/** Begin a call that changes something: 0, or ADSUM_ERR_REENTERED. */
int adsum_service_enter(struct adsum_service *service);

/** The same; what the last call lacked is lacking still. */
int adsum_service_enter_load(struct adsum_service *service);

#endif
