/*
 * Limits: the defaults of adsum/limits.h and the most the core can hold, as a
 * table with a row for each field.
 *
 * Where the bounds come from: records are known by 27 bits, of which 0 is
 * none; edges lie in an arena of 2^32 units, half of it kept for gaps; a text
 * lies in one segment; a presence counts its parts in a byte; stamps of 16
 * bits count seconds, and half of them must be behind now.
 *
 * segment_bytes is refused rather than rounded if it is no power of two:
 * whoever sums up a fixed buffer must get what was asked for.
 */
#include "limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum {
    RECORDS = (1 << 27) - 1,
    SHORTS = UINT16_MAX,
    SEGMENT_LEAST = 1 << 10,
    SEGMENT_MOST = 1 << 24,
    TIME = 32000000
};

#define EDGES 0x80000000u
#define BYTES (ADSUM_LIMIT_NOTHING - 1)

#define ROW(field, standard, most)                                  \
    {                                                               \
        offsetof(struct adsum_limits, field), false, standard, most \
    }
#define TIME_ROW(field, standard)                                  \
    {                                                              \
        offsetof(struct adsum_limits, field), true, standard, TIME \
    }

static const struct row {
    uint8_t offset;
    bool time;
    uint32_t standard, most;
} rows[] = {
    ROW(users, 16777216, RECORDS),     ROW(sessions, 4194304, RECORDS),
    ROW(edges, 1073741824, EDGES),     ROW(text_bytes, 1073741824, BYTES),
    ROW(sightings, 16777216, RECORDS), ROW(segment_bytes, 65536, SEGMENT_MOST),
    ROW(user_sessions, 32, RECORDS),   ROW(contacts, 5000, RECORDS),
    ROW(groups, 16, UINT8_MAX),        ROW(name_bytes, 1023, SHORTS),
    ROW(roster_changes, 32, SHORTS),   ROW(requests, 256, RECORDS),
    ROW(domain_requests, 64, RECORDS), ROW(request_bytes, 4096, SEGMENT_MOST),
    ROW(blocks, 1000, RECORDS),        ROW(user_sightings, 20000, RECORDS),
    ROW(parts, 8, UINT8_MAX),          ROW(part_bytes, 4096, SEGMENT_MOST),
    ROW(directed, 256, RECORDS),       ROW(waiting, 64, SHORTS),
    ROW(waiting_bytes, 65536, BYTES),  TIME_ROW(idle_ms, 900000),
    TIME_ROW(ping_ms, 60000),          TIME_ROW(busy_ms, 60000),
    TIME_ROW(held_ms, 3600000),        TIME_ROW(lost_ms, 300000),
    ROW(resources, 32, SHORTS),
};

_Static_assert(sizeof rows / sizeof *rows + 1 ==
                   sizeof(struct adsum_limits) / sizeof(uint32_t),
               "a row for each field but size");

/* Returns whether the value is one; then it is what the core works with. */
static bool complete(const struct row *row, uint32_t *value)
{
    if (*value == ADSUM_LIMIT_NOTHING)
        *value = row->time ? ADSUM_LIMIT_NOTHING : 0;
    else if (*value == 0)
        *value = row->standard;
    else
        return *value <= row->most;
    return true;
}

int adsum_limits_complete(const struct adsum_limits *given,
                          struct adsum_limits *ret)
{
    struct adsum_limits limits = {.size = sizeof limits};
    uint32_t size = given != NULL ? given->size : sizeof limits;

    if (size < sizeof size || size > sizeof limits || size % sizeof size != 0)
        return ADSUM_ERR_INVALID;
    if (given != NULL)
        memcpy(&limits, given, size);
    limits.size = sizeof limits;
    for (uint32_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned char *at = (unsigned char *)&limits + rows[i].offset;
        uint32_t value;

        memcpy(&value, at, sizeof value);
        if (!complete(&rows[i], &value))
            return ADSUM_ERR_INVALID;
        memcpy(at, &value, sizeof value);
    }
    if (limits.segment_bytes < SEGMENT_LEAST ||
        (limits.segment_bytes & (limits.segment_bytes - 1)) != 0)
        return ADSUM_ERR_INVALID;
    *ret = limits;
    return 0;
}
