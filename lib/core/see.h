/*
 * What a change of authorisation shows or takes back, between two users.
 */
#ifndef ADSUM_CORE_SEE_H
#define ADSUM_CORE_SEE_H

#include "authorisation.h"

/** The contact may see the user from now on: its present. */
void adsum_see_show(struct adsum_service *service, uint32_t user,
                    uint32_t contact);

/** It may no longer: unavailable, by each session it was told of. */
void adsum_see_hide(struct adsum_service *service, uint32_t user,
                    uint32_t contact);

/** The same between one session and one session here. */
void adsum_see_show_one(struct adsum_service *service, uint32_t source,
                        uint32_t watcher);
void adsum_see_hide_one(struct adsum_service *service, uint32_t source,
                        uint32_t watcher);

/** To an address elsewhere. */
void adsum_see_show_far(struct adsum_service *service, uint32_t user,
                        const struct party *to);
void adsum_see_hide_far(struct adsum_service *service, uint32_t user,
                        const struct party *to);

/**
 * A contact elsewhere is seen, maybe anew: with ADSUM_OPTION_SKIP_UNSIGHTED it
 * is told what has changed since it was told last.
 */
void adsum_see_anew(struct adsum_service *service, uint32_t user,
                    uint32_t contact);

/**
 * A contact elsewhere is no longer seen, and sees the user still: with the same
 * option, the same.
 */
void adsum_see_missed(struct adsum_service *service, uint32_t user,
                      uint32_t contact);

/** What a contact elsewhere showed the user is over. */
void adsum_see_lose(struct adsum_service *service, uint32_t user,
                    uint32_t contact);

#endif
