/*
 * IP literals: the grammar of RFC 3986 section 3.2.2 with the zone of RFC 6874
 * section 2. IPvFuture is left out: RFC 7622 section 3.2 asks for IPv6.
 *
 * A cursor goes over the text once; each function takes what it can.
 */
#include "literal.h"

#include "ascii.h"
#include <string.h>

#define GROUPS 8 /* of 16 bits */

struct cursor {
    const char *at, *end;
};

static bool take(struct cursor *cursor, char sign)
{
    if (cursor->at == cursor->end || *cursor->at != sign)
        return false;
    cursor->at++;
    return true;
}

/* How many of `kinds` follow, of at most `most`. */
static uint32_t run(const struct cursor *cursor, uint8_t kinds, uint32_t most)
{
    uint32_t count = 0;

    while (count < most && cursor->at + count != cursor->end &&
           ascii_is(cursor->at[count], kinds))
        count++;
    return count;
}

/* 0 to 255, without a leading zero. */
static bool take_octet(struct cursor *cursor)
{
    uint32_t digits = run(cursor, ASCII_DIGIT, 3), value = 0;

    if (digits == 0 || (digits > 1 && *cursor->at == '0'))
        return false;
    while (digits-- != 0)
        value = value * 10 + (uint32_t)(*cursor->at++ - '0');
    return value <= 255;
}

static bool take_ipv4(struct cursor *cursor)
{
    struct cursor from = *cursor;

    for (int i = 0; i < 4; i++)
        if ((i != 0 && !take(cursor, '.')) || !take_octet(cursor)) {
            *cursor = from;
            return false;
        }
    return true;
}

static bool take_gap(struct cursor *cursor)
{
    if (cursor->end - cursor->at < 2 || memcmp(cursor->at, "::", 2) != 0)
        return false;
    cursor->at += 2;
    return true;
}

static bool take_ipv6(struct cursor *cursor)
{
    uint32_t groups = 0, digits;
    bool gap = false, due = false; /* a group must come after ':' */

    for (;;) {
        if (!gap && take_gap(cursor)) {
            gap = true;
        } else if (groups != 0) {
            if (!take(cursor, ':'))
                break;
            due = true;
        }
        if (take_ipv4(cursor)) {
            groups += 2;
            due = false;
            break;
        }
        digits = run(cursor, ASCII_HEX, 4);
        if (digits == 0)
            break;
        cursor->at += digits;
        groups++;
        due = false;
    }
    return !due && (gap ? groups < GROUPS : groups == GROUPS);
}

/* Unreserved characters and bytes as %XX, at least one. */
static bool take_zone(struct cursor *cursor)
{
    const char *from = cursor->at;

    while (cursor->at != cursor->end && *cursor->at != ']') {
        bool is_escape = take(cursor, '%');

        if (is_escape ? run(cursor, ASCII_HEX, 2) != 2
                      : !ascii_is(*cursor->at, ASCII_DOMAIN) &&
                            *cursor->at != '_' && *cursor->at != '~')
            return false;
        cursor->at += is_escape ? 2 : 1;
    }
    return cursor->at != from;
}

bool adsum_literal_valid(struct adsum_text text)
{
    struct cursor cursor = {text.bytes, text.bytes + text.length};

    if (!take(&cursor, '[') || !take_ipv6(&cursor))
        return false;
    if (take(&cursor, '%') &&
        !(take(&cursor, '2') && take(&cursor, '5') && take_zone(&cursor)))
        return false;
    return take(&cursor, ']') && cursor.at == cursor.end;
}
