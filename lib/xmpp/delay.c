/*
 * Delay. The days of a date are counted from 1 March of the year 0, so that a
 * leap day is the last of its year; 400 years have 146,097 days.
 */
#include "delay.h"

#include "words.h"
#include "writing.h"
#include <string.h>

enum { DAY_MS = 86400000, EPOCH_DAYS = 719468, ERA_DAYS = 146097 };

static uint64_t days_of(uint32_t year, uint32_t month, uint32_t day)
{
    uint32_t y = month > 2 ? year : year - 1;
    uint32_t m = month > 2 ? month - 3 : month + 9;

    return (uint64_t)y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 +
           day - 1;
}

static uint32_t month_days(uint32_t year, uint32_t month)
{
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return month == 2                                              ? 28u + leap
           : month == 4 || month == 6 || month == 9 || month == 11 ? 30u
                                                                   : 31u;
}

/* Digits where `form` has 0, else what it has. */
static bool take(struct adsum_text *text, const char *form, uint32_t *ret)
{
    uint32_t length = (uint32_t)strlen(form), value = 0;

    if (text->length < length)
        return false;
    for (uint32_t i = 0; i < length; i++) {
        char byte = text->bytes[i];

        if (form[i] != '0' ? byte != form[i] : byte < '0' || byte > '9')
            return false;
        if (form[i] == '0')
            value = 10 * value + (uint32_t)(byte - '0');
    }
    text->bytes += length;
    text->length -= length;
    *ret = value;
    return true;
}

/* The fraction of a second, of which three digits count. */
static bool take_fraction(struct adsum_text *text, uint32_t *ret)
{
    uint32_t unit = 100, digit, none;

    *ret = 0;
    if (!take(text, ".", &none))
        return true;
    if (!take(text, "0", &digit))
        return false;
    do {
        *ret += digit * unit;
        unit /= 10;
    } while (take(text, "0", &digit));
    return true;
}

/* How far local time is ahead of UTC, in minutes. */
static bool take_zone(struct adsum_text *text, int32_t *ret)
{
    uint32_t hours, minutes, none;
    int32_t sign = 1;

    *ret = 0;
    if (take(text, "Z", &none))
        return text->length == 0;
    if (!take(text, "+", &none)) {
        if (!take(text, "-", &none))
            return false;
        sign = -1;
    }
    if (!take(text, "00", &hours) || !take(text, ":00", &minutes) ||
        hours > 23 || minutes > 59)
        return false;
    *ret = sign * (int32_t)(60 * hours + minutes);
    return text->length == 0;
}

static uint64_t time_of(struct adsum_text text)
{
    uint32_t year, month, day, hour, minute, second, fraction;
    int32_t zone;
    int64_t ms;

    if (!take(&text, "0000", &year) || !take(&text, "-00", &month) ||
        !take(&text, "-00", &day) || !take(&text, "T00", &hour) ||
        !take(&text, ":00", &minute) || !take(&text, ":00", &second) ||
        !take_fraction(&text, &fraction) || !take_zone(&text, &zone) ||
        year < 1970 || month < 1 || month > 12 || day < 1 ||
        day > month_days(year, month) || hour > 23 || minute > 59 ||
        second > 60)
        return 0;
    ms = (int64_t)(days_of(year, month, day) - EPOCH_DAYS) * DAY_MS;
    ms += ((int64_t)hour * 3600 + minute * 60 + second) * 1000 + fraction;
    ms -= (int64_t)zone * 60000;
    return ms > 0 ? (uint64_t)ms : 0;
}

uint64_t adsum_delay_read(const struct adsum_xml_element *stanza)
{
    const struct adsum_xml_element *delay =
        adsum_xml_child(stanza, "delay", DELAY);

    return delay != NULL ? time_of(adsum_xml_value(delay, "stamp", NULL)) : 0;
}

static char *put(char *at, uint32_t value, uint32_t digits, char behind)
{
    for (uint32_t i = digits; i-- != 0; value /= 10)
        at[i] = (char)('0' + value % 10);
    at[digits] = behind;
    return at + digits + 1;
}

static char *put_date(char *at, uint64_t since_epoch)
{
    uint64_t days = since_epoch + EPOCH_DAYS;
    uint32_t era = (uint32_t)(days / ERA_DAYS),
             of_era = (uint32_t)(days % ERA_DAYS);
    uint32_t year =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / (ERA_DAYS - 1)) /
        365;
    uint32_t of_year = of_era - (365 * year + year / 4 - year / 100);
    uint32_t month = (5 * of_year + 2) / 153;
    uint32_t day = of_year - (153 * month + 2) / 5 + 1;

    month = month < 10 ? month + 3 : month - 9;
    year += 400 * era + (month < 3);
    at = put(at, year, 4, '-');
    at = put(at, month, 2, '-');
    return put(at, day, 2, 'T');
}

static struct adsum_text stamp_of(uint64_t time_ms, char *buffer)
{
    uint32_t ms = (uint32_t)(time_ms % DAY_MS), seconds = ms / 1000;
    bool fraction = ms % 1000 != 0;
    char *at = put_date(buffer, time_ms / DAY_MS);

    at = put(at, seconds / 3600, 2, ':');
    at = put(at, seconds / 60 % 60, 2, ':');
    at = put(at, seconds % 60, 2, fraction ? '.' : 'Z');
    if (fraction)
        at = put(at, ms % 1000, 3, 'Z');
    return (struct adsum_text){buffer, (uint32_t)(at - buffer)};
}

void adsum_delay_write(struct adsum_xml_writer *writer, struct adsum_text from,
                       uint64_t time_ms)
{
    char buffer[32];

    if (time_ms >= 253402300800000u) { /* 10000-01-01 */
        adsum_writing_fail(writer);
        return;
    }
    adsum_xml_write_start(writer, "delay", DELAY);
    adsum_writing_attribute(writer, "from", from);
    adsum_xml_write_attribute(writer, "stamp", stamp_of(time_ms, buffer));
    adsum_xml_write_end(writer);
}
