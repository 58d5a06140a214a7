/*
 * Sightings: what an address elsewhere told one user here, at the address it
 * was sent to. The user's list is in the order in which they began.
 */
#ifndef ADSUM_CORE_SIGHTING_H
#define ADSUM_CORE_SIGHTING_H

#include "authorisation.h"

struct sighting {
    uint32_t link; /* of the map */
    uint32_t user;
    uint32_t remote;
    uint32_t resource; /* atom; 0: a bare address */
    uint32_t session;  /* it was sent to; 0: to the user's bare address */
    uint32_t presence;
    uint32_t born;
    uint32_t changed;
    uint32_t since_seconds;
    uint32_t next; /* of the user */
    uint32_t previous;
    uint32_t origin;
    uint32_t origin_next;
    uint32_t origin_previous;
    uint32_t gone;   /* only kept for sessions that are behind, */
    uint32_t wanted; /* so many */
    uint64_t order;
};

struct origin {
    uint32_t link; /* of the map */
    uint32_t name; /* atom */
    uint32_t first;
};

static inline struct sighting *
adsum_sighting_at(const struct adsum_service *service, uint32_t id)
{
    return adsum_slab_at(&service->sightings, id);
}

/** The one that stands, of atoms and slots; or 0. */
uint32_t adsum_sighting_find(const struct adsum_service *service, uint32_t user,
                             uint32_t remote, uint32_t resource,
                             uint32_t session);
/** The atom of a resource, or 0. */
uint32_t adsum_sighting_name(const struct adsum_service *service,
                             struct adsum_text resource);
/** Is it for this session to see? */
bool adsum_sighting_meets(const struct adsum_service *service, uint32_t slot,
                          const struct sighting *sighting);
/** It stands no more: whoever comes again is another. */
void adsum_sighting_unmap(struct adsum_service *service, uint32_t id);
/** Nobody has to hear of it any more. */
void adsum_sighting_drop(struct adsum_service *service, uint32_t id);

/**
 * Check that what a user is about to see can be kept; counts what is new.
 * 0, NO_MEMORY, LIMIT.
 */
int adsum_sighting_reserve(struct adsum_service *service,
                           const struct party *to, const struct party *from,
                           uint32_t *wanted);
/** Have room for so many new ones, of that address. 0, NO_MEMORY, LIMIT. */
int adsum_sighting_room(struct adsum_service *service, uint32_t wanted,
                        struct adsum_text from);

/** One that was reserved. 0, and what its texts may want: NO_MEMORY, LIMIT. */
int adsum_sighting_make(struct adsum_service *service,
                        const struct sighting *wanted,
                        struct adsum_text resource, struct adsum_text origin,
                        uint32_t *ret);

/**
 * Presence from elsewhere for a user, to its bare address or to a session:
 * keeps it and tells who is addressed. Cannot fail for what was reserved,
 * while the atoms of its resource and origin are held.
 */
int adsum_sighting_see(struct adsum_service *service, uint32_t user,
                       uint32_t session, const struct party *remote,
                       struct adsum_text origin,
                       const struct adsum_notice *notice, uint32_t record);

/**
 * One that was told where the user comes from: nobody is told. To a session,
 * or with 0 to the bare address. 0, LIMIT, NO_MEMORY, INVALID.
 */
int adsum_sighting_restore(struct adsum_service *service, uint32_t user,
                           uint32_t session, const struct party *remote,
                           struct adsum_text origin, uint32_t record,
                           uint32_t since_seconds);

/** Its origin is lost: end it as unavailable. */
void adsum_sighting_lost(struct adsum_service *service, uint32_t id);

/**
 * Unavailable from elsewhere; a bare address is all its resources. Whoever was
 * told of it is told. Cannot fail.
 */
void adsum_sighting_lose(struct adsum_service *service, uint32_t user,
                         uint32_t session, const struct party *remote,
                         uint32_t record);

/** End each of the user's that `ends` picks, as unavailable. */
void adsum_sighting_end(struct adsum_service *service, uint32_t user,
                        bool (*ends)(const struct adsum_service *service,
                                     const struct sighting *sighting,
                                     const void *context),
                        const void *context, bool tell);

/** A session ended or went unavailable: what was told to it alone goes. */
void adsum_sighting_close(struct adsum_service *service, uint32_t slot,
                          bool last);

/** A session will not catch up: let go of what was kept for it. */
void adsum_sighting_forget(struct adsum_service *service, uint32_t slot);
/** A session less has to hear that it is gone. */
void adsum_sighting_release(struct adsum_service *service, uint32_t id);

/**
 * Each session that still has to hear that it is gone shall have it in its
 * waiting list.
 */
void adsum_sighting_settle(struct adsum_service *service, uint32_t id);

/** The same of all that this session still has to hear of. */
void adsum_sighting_settle_for(struct adsum_service *service, uint32_t slot);

/** Deliver one to a session that catches up. True: taken. */
bool adsum_sighting_deliver(struct adsum_service *service, uint32_t id,
                            uint32_t slot);

/** Was `watcher` told that `source`, elsewhere, is available? */
bool adsum_sighting_shows(const struct adsum_service *service,
                          const struct party *watcher,
                          const struct party *source);

/**
 * The one beside it by which a session is told of the same address: sent to
 * the session, if it was sent to the bare one, else the other way. 0: none.
 */
uint32_t adsum_sighting_other(const struct adsum_service *service,
                              const struct sighting *sighting, uint32_t slot);

/** The resource it is of; empty: a bare address. */
struct adsum_text adsum_sighting_resource(const struct adsum_service *service,
                                          const struct sighting *sighting);

/** Who told of it. */
struct adsum_text adsum_sighting_origin(const struct adsum_service *service,
                                        const struct sighting *sighting);

/** A notice of it, composed in scratch. */
void adsum_sighting_notice(struct adsum_service *service,
                           const struct sighting *sighting, uint32_t record,
                           struct adsum_notice *ret,
                           struct adsum_presence *presence);

extern const struct map_class adsum_sighting_class;
extern const struct map_class adsum_origin_class;

#endif
