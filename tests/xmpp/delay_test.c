/*
 * When a stanza was true: XEP-0203, in the form of XEP-0082.
 */
#include "cmocka_all.h"
#include "stanza_rig.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* 0: it says nothing that could be understood. */
static const struct stamp {
    const char *stamp;
    uint64_t time_ms;
} stamps[] = {
    {"2002-09-10T23:08:25Z", 1031699305000},
    {"1970-01-01T00:00:00.001Z", 1},
    {"1970-01-01T00:00:01Z", 1000},
    {"1969-07-21T02:56:15Z", 0},
    {"2000-02-29T12:00:00Z", 951825600000},
    {"2004-02-29T12:00:00.5Z", 1078056000500},
    {"2100-02-28T23:59:59.999Z", 4107542399999},
    {"9999-12-31T23:59:59.999Z", 253402300799999},
    {"2016-12-31T23:59:60Z", 1483228800000}, /* a leap second */
    {"2002-09-10T23:08:25.1234567Z", 1031699305123},
    {"2002-09-10T23:08:25.12Z", 1031699305120},
    {"2002-09-10T18:08:25-05:00", 1031699305000},
    {"2002-09-11T05:38:25+06:30", 1031699305000},
    {"1970-01-01T01:00:00+01:00", 0},
    {"", 0},
    {"2002-09-10T23:08:25", 0},
    {"2002-09-10T23:08Z", 0},
    {"2002-09-10 23:08:25Z", 0},
    {"20020910T23:08:25", 0}, /* XEP-0091 */
    {"2002-09-10T23:08:25.Z", 0},
    {"2002-09-10T23:08:25ZZ", 0},
    {"2002-09-10T23:08:25z", 0},
    {"2002-09-10T23:08:25+0100", 0},
    {"2002-09-10T23:08:25+01:00Z", 0},
    {"2002-09-10T23:08:25+24:00", 0},
    {"2002-09-10T23:08:25+01:60", 0},
    {"2002-00-10T23:08:25Z", 0},
    {"2002-13-10T23:08:25Z", 0},
    {"2002-09-00T23:08:25Z", 0},
    {"2002-09-31T23:08:25Z", 0},
    {"2002-02-29T23:08:25Z", 0},
    {"2100-02-29T23:08:25Z", 0},
    {"2002-09-10T24:08:25Z", 0},
    {"2002-09-10T23:60:25Z", 0},
    {"2002-09-10T23:08:61Z", 0},
    {"-002-09-10T23:08:25Z", 0},
    {"12002-09-10T23:08:25Z", 0},
};

static uint64_t time_of(const char *stamp)
{
    struct line line = {.length = 0};
    struct end end;
    uint64_t time_ms;

    line_add(&line,
             "<presence from='a@b/c' to='d@e'><delay xmlns='urn:xmpp:delay' "
             "stamp='%s'/></presence>",
             stamp);
    end_begin(&end, ADSUM_PEER_SERVER);
    time_ms = end_read(&end, adsum_text_of(line.text)).notice.time_ms;
    end_end(&end);
    return time_ms;
}

static void stamps_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(stamps); i++)
        if (time_of(stamps[i].stamp) != stamps[i].time_ms)
            fail_msg("%s: %llu", stamps[i].stamp,
                     (unsigned long long)time_of(stamps[i].stamp));
}

static void without_a_stamp_it_is_now(void **state)
{
    static const char *const stanzas[] = {
        "<presence from='a@b/c' to='d@e'><delay xmlns='urn:xmpp:delay'/>"
        "</presence>",
        "<presence from='a@b/c' to='d@e'><delay xmlns='urn:x' "
        "stamp='2002-09-10T23:08:25Z'/></presence>",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(stanzas); i++) {
        struct end end;

        end_begin(&end, ADSUM_PEER_SERVER);
        assert_int_equal(
            end_read(&end, adsum_text_of(stanzas[i])).notice.time_ms, 0);
        end_end(&end);
    }
}

/* The last millisecond of every fifth day there is, against gmtime(). */
static void days_are_written(void **state)
{
    struct adsum_notice notice = {.size = sizeof notice,
                                  .kind = ADSUM_PRESENCE};
    char bytes[200], wanted[200], date[32];

    (void)state;
    for (int64_t day = 1; day < 2932897; day += 5) {
        struct adsum_xml_writer writer = {.content = ADSUM_XML_CLIENT,
                                          .bytes = bytes,
                                          .capacity = sizeof bytes};
        time_t second = (time_t)(day * 86400 - 1);

        notice.time_ms = (uint64_t)second * 1000 + 999;
        assert_int_equal(adsum_stanza_write(&writer, &notice), 0);
        assert_true(strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S",
                             gmtime(&second)) != 0);
        strcpy(wanted, "<presence><delay xmlns='urn:xmpp:delay' stamp='");
        strcat(strcat(wanted, date), ".999Z'/></presence>");
        if (writer.length != strlen(wanted) ||
            memcmp(bytes, wanted, writer.length) != 0)
            fail_msg("%.*s", (int)writer.length, bytes);
    }
}

/* What was delayed already says so once: XEP-0203 4. */
static void presence_that_came_late_says_so_once(void **state)
{
    struct adsum_text wrote;
    struct adsum_stanza stanza;
    struct end end;

    (void)state;
    end_begin(&end, ADSUM_PEER_SERVER);
    stanza = end_read(
        &end,
        adsum_text_of("<presence from='a@b/c' to='d@e'><delay "
                      "xmlns='urn:xmpp:delay' stamp='2002-09-10T23:08:25Z'>"
                      "away</delay></presence>"));
    assert_int_equal(stanza.notice.time_ms, 1031699305000);
    wrote = notice_write(&stanza.notice, ADSUM_XML_CLIENT, "d@e/f");
    assert_string_equal(wrote.bytes,
                        "<presence to='d@e/f' from='a@b/c' xml:lang='en'>"
                        "<delay xmlns='urn:xmpp:delay' "
                        "stamp='2002-09-10T23:08:25Z'>away</delay></presence>");
    free((char *)wrote.bytes);
    end_end(&end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stamps_are_read),
        cmocka_unit_test(without_a_stamp_it_is_now),
        cmocka_unit_test(days_are_written),
        cmocka_unit_test(presence_that_came_late_says_so_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
