/*
 * Presence records: what a session holds of its presence, in 32 bits.
 *
 * Presence without parts, id or language is the number itself; any other is
 * an atom whose bytes name further atoms, one for each part, so that equal
 * parts are kept once whoever publishes them.
 */
#ifndef ADSUM_CORE_PRESENCE_H
#define ADSUM_CORE_PRESENCE_H

#include "service.h"

/** Check a presence of the host's or a peer's. 0, INVALID, LIMIT. */
int adsum_presence_check(const struct adsum_service *service,
                         const struct adsum_presence *presence);

/** Keep a checked presence; NULL is available. 0, NO_MEMORY, LIMIT. */
int adsum_presence_take(struct adsum_service *service,
                        const struct adsum_presence *presence, uint32_t *ret);
#define ADSUM_PRESENCE_PLAIN (1u << 31)

void adsum_presence_free(struct adsum_service *service, uint32_t record);

/** Keep once more what is kept. */
static inline void adsum_presence_share(struct adsum_service *service,
                                        uint32_t record)
{
    if (record != 0 && (record & ADSUM_PRESENCE_PLAIN) == 0)
        adsum_text_share(&service->texts, record);
}

static inline void adsum_presence_drop(struct adsum_service *service,
                                       uint32_t record)
{
    if (record != 0 && (record & ADSUM_PRESENCE_PLAIN) == 0)
        adsum_presence_free(service, record);
}

/** Show a record as `view` allows; its parts lie in service->parts. */
void adsum_presence_show(const struct adsum_service *service, uint32_t record,
                         uint32_t view, struct adsum_presence *ret);

/** The same, all of it, with its parts in `parts`: limits.parts of them. */
void adsum_presence_lay_out(const struct adsum_service *service,
                            uint32_t record, struct adsum_part *parts,
                            struct adsum_presence *ret);
/** Without parts, only how many there are; and one of them. */
void adsum_presence_show_head(const struct adsum_service *service,
                              uint32_t record, struct adsum_presence *ret);
void adsum_presence_show_part(const struct adsum_service *service,
                              uint32_t record, uint32_t index,
                              struct adsum_part *ret);

/** Is it of type unavailable? */
bool adsum_presence_gone(const struct adsum_service *service, uint32_t record);

/** Equal in show, priority and parts, whatever their ids. */
bool adsum_presence_same(const struct adsum_service *service, uint32_t a,
                         uint32_t b);

/** The record of available and nothing else. */
#define ADSUM_PRESENCE_HERE ADSUM_PRESENCE_PLAIN

/** The record of unavailable without last words: needs no memory. */
#define ADSUM_PRESENCE_GONE (ADSUM_PRESENCE_PLAIN | 1u << 11)

#endif
