/*
 * Graves: records of sessions that are gone, kept while sessions that are
 * behind have yet to hear of it. They stand in their user's list of sessions,
 * before whoever has the same place.
 */
#ifndef ADSUM_CORE_GRAVE_H
#define ADSUM_CORE_GRAVE_H

#include "parcel.h"

/** Where a record stands in its user's list. */
static inline uint32_t session_place(const struct adsum_service *service,
                                     uint32_t slot)
{
    const struct session *session = session_at(service, slot);

    return session->gone ? session->of.grave.place : slot;
}

/** Put a record into its user's list, and take it out. */
void adsum_session_link_in(struct adsum_service *service, uint32_t slot);
void adsum_session_link_out(struct adsum_service *service, uint32_t slot);

/** Give a record's slot back; its handle is stale for ever. */
void adsum_session_forget(struct adsum_service *service, uint32_t slot);

/** What is told of a grave, composed in scratch. */
void adsum_grave_notice(struct adsum_service *service, uint32_t grave,
                        struct adsum_notice *ret,
                        struct adsum_presence *presence);

/**
 * Take a slot for a session. At one place stands one address: it gets the slot
 * that the last session of the same name had, if a grave has that now.
 */
uint32_t adsum_grave_yield(struct adsum_service *service, uint32_t user,
                           struct adsum_text resource);

/** One session less has to hear of it. */
void adsum_grave_release(struct adsum_service *service, uint32_t grave);

/**
 * Each session that still has to hear of this user's graves shall have it in
 * its waiting list: who may see the user is about to change.
 */
void adsum_grave_settle(struct adsum_service *service, uint32_t user);
/** The same of one grave. NULL, or a parcel of adsum_grave_notice(). */
void adsum_grave_settle_one(struct adsum_service *service, uint32_t grave,
                            struct parcel *parcel);
/** The same of those of what this session was before. */
void adsum_grave_settle_place(struct adsum_service *service, uint32_t slot);
/** The same of any, whosever it is: a slot is wanted. False: none. */
bool adsum_grave_settle_any(struct adsum_service *service);

#endif
