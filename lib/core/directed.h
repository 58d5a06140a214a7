/*
 * Directed presence (4.6): to whom a session showed itself who may not see it
 * otherwise, and so must hear of its end.
 */
#ifndef ADSUM_CORE_DIRECTED_H
#define ADSUM_CORE_DIRECTED_H

#include "authorisation.h"
#include "parcel.h"

struct directed {
    uint32_t link; /* of the map, by target entity */
    uint32_t next; /* of the session */
    uint32_t session;
    uint32_t target;   /* entity */
    uint32_t resource; /* atom; 0: its bare address */
    uint32_t presence; /* 0 while it is sent for the first time */
    uint32_t stamp;    /* sessions of the target that were there then know */
    uint32_t since_seconds;
};

static inline struct directed *
adsum_directed_at(const struct adsum_service *service, uint32_t id)
{
    return adsum_slab_at(&service->directed, id);
}

static inline uint32_t adsum_directed_hash(uint32_t target)
{
    return target * 0x9e3779b1u;
}

/** The first that a session directed, or 0. */
uint32_t adsum_directed_first(const struct adsum_service *service,
                              uint32_t slot);

/** What a session directed to an address; 0: nothing. */
uint32_t adsum_directed_find(const struct adsum_service *service, uint32_t slot,
                             const struct party *to);

/** One more, without a presence yet. 0, LIMIT, NO_MEMORY. */
int adsum_directed_make(struct adsum_service *service, uint32_t slot,
                        const struct party *to, uint32_t *ret);

/** Send a presence to one address. 0, LIMIT, NO_MEMORY. */
int adsum_directed_send(struct adsum_service *service, uint32_t slot,
                        const struct party *to, uint32_t record);

/**
 * One that was sent where the session comes from: nobody is told. `last` is
 * the one restored before of this session, 0 at first. 0, LIMIT, NO_MEMORY,
 * INVALID.
 */
int adsum_directed_restore(struct adsum_service *service, uint32_t slot,
                           const struct party *to, uint32_t record,
                           uint32_t since_seconds, uint32_t *last);

/** Forget it; nobody is told. */
void adsum_directed_drop(struct adsum_service *service, uint32_t id);

/** Is it meant for this session of its target? */
bool adsum_directed_meets(const struct adsum_service *service,
                          const struct directed *directed, uint32_t slot);
/** And was that there when it was last told? */
bool adsum_directed_told(const struct adsum_service *service,
                         const struct directed *directed, uint32_t slot);

/* Who of the target is told. Never whom the user blocks. */
enum {
    ADSUM_DIRECTED_ALL = 0, /* it is meant for */
    ADSUM_DIRECTED_TOLD,    /* it was told before */
    ADSUM_DIRECTED_END,     /* of those, who hears of the end no other way */
    ADSUM_DIRECTED_TAKEN    /* the same, while a subscription is taken back */
};

/** Did anybody take it, and not only have it waiting? */
bool adsum_directed_taken(const struct adsum_service *service,
                          const struct directed *directed);

/**
 * Show a record to the target.
 * @parcel  NULL, or the same for who has to wait
 * @whom    ADSUM_DIRECTED_*
 * Answers why nobody took it, ADSUM_CONDITION_*.
 */
uint32_t adsum_directed_tell(struct adsum_service *service,
                             const struct directed *directed, uint32_t record,
                             struct parcel *parcel, uint32_t whom);

/** The user blocks this session of the target from now on, or no longer. */
void adsum_directed_turn(struct adsum_service *service,
                         const struct directed *directed, uint32_t slot,
                         bool blocked);

/** Forget all of a session's; nobody is told. */
void adsum_directed_clear(struct adsum_service *service, uint32_t slot);

/** Last words, for those who have to wait for them, by ADSUM_TO_*. */
struct farewell {
    struct parcel *parcels[2];
};

/**
 * Let adsum_directed_end() find all it needs: 0, NO_MEMORY. And if `itself`,
 * the session its own end, if there is memory: leaving does not depend on that.
 */
int adsum_directed_reserve(struct adsum_service *service, uint32_t slot,
                           uint32_t record, bool itself, struct farewell *ret);

/**
 * The session is unavailable: tell all it directed presence to. Without a
 * farewell, a target that has to wait, and for which there is no memory, is
 * full. Lets the farewell go.
 */
void adsum_directed_end(struct adsum_service *service, uint32_t slot,
                        uint32_t record, struct farewell *farewell);

/** Visit each record of this user's. */
void adsum_directed_each(struct adsum_service *service, uint32_t user,
                         void (*visit)(struct adsum_service *service,
                                       const struct directed *directed,
                                       const void *context),
                         const void *context);

/** Forget what this user directed to addresses that `ends` picks. */
void adsum_directed_forgo(struct adsum_service *service, uint32_t user,
                          bool (*ends)(const struct adsum_service *service,
                                       const struct directed *directed,
                                       const void *context),
                          const void *context);
/** The same, and tell whom it is taken back from: ADSUM_DIRECTED_*. */
void adsum_directed_revoke(struct adsum_service *service, uint32_t user,
                           bool (*ends)(const struct adsum_service *service,
                                        const struct directed *directed,
                                        const void *context),
                           const void *context, uint32_t whom);

/** Take back what sessions that `ends` picks directed to this user. */
void adsum_directed_refuse(struct adsum_service *service, uint32_t target,
                           bool (*ends)(const struct adsum_service *service,
                                        const struct directed *directed,
                                        const void *context),
                           const void *context);

/**
 * An address went unavailable, for `user` or, 0, for all: what was directed to
 * it is over.
 */
void adsum_directed_forget(struct adsum_service *service, uint32_t user,
                           const struct party *target);

/** Does directed presence of the source stand towards the watcher? */
bool adsum_directed_shows(const struct adsum_service *service,
                          const struct party *watcher,
                          const struct party *source);

/** The newest of this session's that stands towards the watcher, or NULL. */
const struct directed *adsum_directed_of(const struct adsum_service *service,
                                         const struct party *watcher,
                                         uint32_t slot);

/** Does any of this session's stand? */
bool adsum_directed_stands(const struct adsum_service *service, uint32_t slot);

struct adsum_text adsum_directed_resource(const struct adsum_service *service,
                                          const struct directed *directed);

extern const struct map_class adsum_directed_class;

#endif
