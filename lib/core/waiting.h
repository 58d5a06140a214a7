/*
 * Waiting lists: what a session that is behind may not miss, in order.
 *
 * Presence is not among it, but for directed presence, the newest of each
 * sender, and for references to a session that the target may see anew.
 */
#ifndef ADSUM_CORE_WAITING_H
#define ADSUM_CORE_WAITING_H

#include "deliver.h"

struct wait {
    uint32_t next;
    uint32_t source; /* of a reference: slot, */
    uint32_t generation : 24;
    uint32_t shown : 1;    /* of a key: the target was told before */
    uint32_t last : 1;     /* of a key: unavailable */
    struct parcel *parcel; /* NULL: a reference */
    uint64_t key;          /* of directed presence */
};

/** What only some sessions have; NULL: nothing of it. */
struct extra *adsum_extra(const struct adsum_service *service, uint32_t slot);
/** 0 or NO_MEMORY. */
int adsum_extra_ensure(struct adsum_service *service, uint32_t slot);
/** Let it go if there is nothing in it. */
void adsum_extra_settle(struct adsum_service *service, uint32_t slot);

/** Let so many more things wait without asking for memory. 0, NO_MEMORY. */
int adsum_waiting_reserve(struct adsum_service *service, uint32_t count);

/*
 * These cannot fail: a session for which there is no room, by its limits or in
 * memory, is full, gets nothing more and is ended by the next advance().
 */
void adsum_waiting_overflow(struct adsum_service *service, uint32_t slot);
void adsum_waiting_put(struct adsum_service *service, uint32_t slot,
                       struct delivery *delivery);
void adsum_waiting_show(struct adsum_service *service, uint32_t slot,
                        uint32_t source);
/** Does what was directed with this key wait for who was never told of it? */
bool adsum_waiting_unshown(const struct adsum_service *service, uint32_t slot,
                           uint64_t key);
/** What was directed with this key waits no more: it hears of the end. */
void adsum_waiting_withdraw(struct adsum_service *service, uint32_t slot,
                            uint64_t key);
/** Take a reference back. True: there was one. */
bool adsum_waiting_unshow(struct adsum_service *service, uint32_t slot,
                          uint32_t source);
bool adsum_waiting_shows(const struct adsum_service *service, uint32_t slot,
                         uint32_t source);

/**
 * Deliver in order until the session is busy. True: nothing waits but what a
 * walk brings.
 */
bool adsum_waiting_flush(struct adsum_service *service, uint32_t slot);

/** It watches no more: what it has yet to be shown is not for it. */
void adsum_waiting_drop_presence(struct adsum_service *service, uint32_t slot);

/** The walk is over: references to who is no more go. */
void adsum_waiting_drop_shows(struct adsum_service *service, uint32_t slot);

/** Take the first out; its parcel is the caller's. False: none. */
bool adsum_waiting_shift(struct adsum_service *service, uint32_t slot,
                         struct wait *ret);

/** Hand what waits to others, or to keep(): the session gets no more. */
void adsum_waiting_disperse(struct adsum_service *service, uint32_t slot);

extern const struct map_class adsum_extra_class;

#endif
