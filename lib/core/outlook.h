/*
 * Outlooks: whom a session's presence will reach, looked up ahead, so that the
 * memory they lie in is on its way while others are still being told.
 */
#ifndef ADSUM_CORE_OUTLOOK_H
#define ADSUM_CORE_OUTLOOK_H

#include "service.h"

#define ADSUM_OUTLOOK 64u

/** Contacts, then their first sessions. */
struct outlook {
    uint32_t moved; /* service->moved when it was made */
    uint32_t user;
    uint32_t count;
    uint32_t last; /* the last contact looked at */
    bool whole;    /* there are no more than these */
    bool far;      /* some may be elsewhere */
    uint32_t heads[ADSUM_OUTLOOK];
};

/** The user's contacts behind `after` that see it and may be near. */
void adsum_outlook_gather(const struct adsum_service *service, uint32_t user,
                          uint32_t after, struct outlook *ret);
/** From contacts to their first sessions; those without are left out. */
void adsum_outlook_follow(const struct adsum_service *service,
                          struct outlook *outlook);

/** Is it still what one would find? */
static inline bool adsum_outlook_holds(const struct adsum_service *service,
                                       const struct outlook *outlook,
                                       uint32_t user)
{
    return outlook != NULL && outlook->whole && outlook->user == user &&
           outlook->moved == service->moved;
}

/** Fetch what the contexts of an outlook followed point to: hosts' mostly do.
 */
void adsum_outlook_fetch_hosts(const struct adsum_service *service,
                               uint64_t handle, struct outlook *outlook);

/** For one publication: of nothing, if its handle is stale. */
void adsum_outlook_make(const struct adsum_service *service, uint64_t handle,
                        struct outlook *ret);

#define ADSUM_OUTLOOKS      16u
#define ADSUM_OUTLOOK_AHEAD 12u

/**
 * Take the publications before items[at] a step further each. The outlook of
 * one is outlooks[its place % ADSUM_OUTLOOKS], and is made when `at` is
 * ADSUM_OUTLOOK_AHEAD on.
 */
void adsum_outlook_ahead(const struct adsum_service *service,
                         const struct adsum_publication *items, uint32_t count,
                         uint32_t at, struct outlook outlooks[ADSUM_OUTLOOKS]);

#endif
