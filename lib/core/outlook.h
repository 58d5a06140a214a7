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

/*
 * The same in steps, each of which fetches what the next one reads: */
/** the session itself; an outlook for it, of nothing yet, begins; */
void adsum_outlook_fetch(const struct adsum_service *service, uint64_t handle,
                         struct outlook *ret);
/** its user's rows; */
void adsum_outlook_fetch_user(const struct adsum_service *service,
                              uint64_t handle, struct outlook *outlook);
/** its roster and names; */
void adsum_outlook_fetch_roster(const struct adsum_service *service,
                                uint64_t handle, struct outlook *outlook);
/** gather; */
void adsum_outlook_gather_ahead(const struct adsum_service *service,
                                uint64_t handle, struct outlook *outlook);
/** follow; */
void adsum_outlook_follow_ahead(const struct adsum_service *service,
                                uint64_t handle, struct outlook *outlook);
/** and what their contexts point to, as hosts' mostly do. */
void adsum_outlook_fetch_hosts(const struct adsum_service *service,
                               uint64_t handle, struct outlook *outlook);

#endif
