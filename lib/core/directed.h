/*
 * Directed presence (4.6): to whom a session showed itself who may not see it
 * otherwise, and so must hear of its end.
 */
#ifndef ADSUM_CORE_DIRECTED_H
#define ADSUM_CORE_DIRECTED_H

#include "authorisation.h"

struct directed {
    uint32_t link; /* of the map, by target entity */
    uint32_t next; /* of the session */
    uint32_t session;
    uint32_t target;   /* entity */
    uint32_t resource; /* atom; 0: its bare address */
    uint32_t presence;
    uint32_t stamp; /* sessions of the target that were there then know */
};

/** Send a presence to one address. 0, LIMIT, NO_MEMORY. */
int adsum_directed_send(struct adsum_service *service, uint32_t slot,
                        const struct party *to, uint32_t record);

/** The session is unavailable: tell all it directed presence to. */
void adsum_directed_end(struct adsum_service *service, uint32_t slot,
                        uint32_t record);

/**
 * Take back what this user directed to addresses that `ends` picks, and tell
 * them if `tell`.
 */
void adsum_directed_revoke(struct adsum_service *service, uint32_t user,
                           bool (*ends)(const struct adsum_service *service,
                                        const struct directed *directed,
                                        const void *context),
                           const void *context, bool tell);

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

/** Does any of this session's stand? */
bool adsum_directed_stands(const struct adsum_service *service, uint32_t slot);

struct adsum_text adsum_directed_resource(const struct adsum_service *service,
                                          const struct directed *directed);

extern const struct map_class adsum_directed_class;

#endif
