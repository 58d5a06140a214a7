/*
 * Subscription requests that wait for their answer (3.1.3): stored whole, in
 * order, one for each requester.
 */
#ifndef ADSUM_CORE_REQUEST_H
#define ADSUM_CORE_REQUEST_H

#include "parcel.h"

struct request {
    uint32_t next;
    uint32_t contact;
    struct parcel *parcel;
};

/** Is there room for one more, of this requester's domain? 0, LIMIT. */
int adsum_request_quota(const struct adsum_service *service, uint32_t user,
                        uint32_t contact);
/** The same, of this requester, and of this request? False: a bound. */
bool adsum_request_admits(struct adsum_service *service, uint32_t user,
                          uint32_t contact, const struct adsum_notice *notice);

/** Let so many be stored. 0, NO_MEMORY. */
int adsum_request_reserve(struct adsum_service *service, uint32_t user,
                          uint32_t count);
/** Store a request; the use of the parcel becomes its own. */
void adsum_request_store(struct adsum_service *service, uint32_t user,
                         uint32_t contact, struct parcel *parcel);
/** Forget the request of a contact, if there is one. */
void adsum_request_drop(struct adsum_service *service, uint32_t user,
                        uint32_t contact);
void adsum_request_clear(struct adsum_service *service, uint32_t user);

/** Let adsum_request_bring() find what waits where it must. 0, NO_MEMORY. */
int adsum_request_expect(struct adsum_service *service, uint32_t user);
/** Deliver all of a user's to a session that has become available. */
void adsum_request_bring(struct adsum_service *service, uint32_t slot);

static inline struct request *
adsum_request_at(const struct adsum_service *service, uint32_t id)
{
    return adsum_slab_at(&service->requests, id);
}

#endif
