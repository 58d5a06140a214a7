/*
 * Fan-out: a session's presence to everyone who may see it.
 */
#ifndef ADSUM_CORE_FANOUT_H
#define ADSUM_CORE_FANOUT_H

#include "deliver.h"
#include "outlook.h"

/** A broadcast under way. */
struct telling {
    struct delivery delivery;
    struct adsum_notice notice;
    struct adsum_presence presence;
    const struct session *session; /* whose presence it is, */
    uint32_t slot;
    uint32_t wanted; /* sessions behind that were told it was available */
    bool guarded;    /* its user has blocks */
    bool ending;     /* it is unavailable */
    bool far;        /* contacts elsewhere have to be told */
    bool misled;     /* of who has yet to be shown it anew, stamps say it was */
};

void adsum_fanout_begin(struct adsum_service *service, struct telling *telling,
                        uint32_t slot, uint32_t record, bool ending);
/** To contacts here. `ahead` may be NULL. */
void adsum_fanout_contacts(struct adsum_service *service,
                           struct telling *telling,
                           const struct outlook *ahead);
/** Once that is done: to contacts elsewhere, if there are any. */
void adsum_fanout_far(struct adsum_service *service, struct telling *telling,
                      bool update);
/** To the user's own sessions, but not to `except`. */
void adsum_fanout_own(struct adsum_service *service, struct telling *telling,
                      uint32_t except);
void adsum_fanout_end(struct adsum_service *service, struct telling *telling);

/** Does the user block that contact, or it the user? For routing. */
bool adsum_fanout_passes(struct adsum_service *service, uint32_t user,
                         uint32_t contact, uint32_t bits);

/** Has the user an available session but this one? */
bool adsum_fanout_others(const struct adsum_service *service, uint32_t slot);

#endif
