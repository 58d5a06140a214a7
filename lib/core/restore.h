/*
 * What the files that restore a user share.
 */
#ifndef ADSUM_CORE_RESTORE_H
#define ADSUM_CORE_RESTORE_H

#include "authorisation.h"
#include "pack.h"

struct restoring {
    struct adsum_service *service;
    struct flat_reader reader;
    uint32_t user;
    struct pack_key own; /* the user's address */
    bool available;      /* one of its sessions is */
};

/** The parts of the next address; its resource too, or empty. */
struct pack_key adsum_restore_key(struct restoring *restoring, bool resource);

/**
 * An address of these parts, composed in service->view, which stays as it is
 * while the address is named. 0, INVALID, NO_MEMORY.
 */
int adsum_restore_compose(struct restoring *restoring,
                          const struct pack_key *key,
                          struct adsum_address *ret);

/** Is it behind the one before? Then it is the one before. 0, INVALID. */
int adsum_restore_follow(struct pack_key *before, const struct pack_key *key);

/** Sessions with what they directed, and sightings. 0, or any of restore's. */
int adsum_restore_sessions(struct restoring *restoring);
int adsum_restore_sightings(struct restoring *restoring);

/** End the user's sessions as if they never were. */
void adsum_restore_undo(struct restoring *restoring);

#endif
