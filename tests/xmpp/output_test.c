/*
 * Output buffers of every size, and each allocation failing in turn: whatever
 * is written is written whole or not at all.
 */
#include "cmocka_all.h"
#include "stanza_rig.h"
#include <stdlib.h>
#include <string.h>

static const char *const notices[] = {
    "presence away priority=5 id=x lang=en status=a mood{urn:m}:cs=b at=1001",
    "presence unavailable status=a",
    "probe id=x",
    "subscribe id=x bytes=hi",
    "message chat id=x bytes=hi at=1",
    "iq result id=x",
    "push a@b both name=n group=g group=h",
    "roster a@b to ask approved",
    "bounce message service-unavailable id=x",
};

static const char at_rest[] = "<message id='x'><body>hi</body></message>";

/* What a call writes; the last of `notices` is behind what is at rest. */
typedef int write(struct adsum_xml_writer *writer, size_t which);

static int write_notice(struct adsum_xml_writer *writer, size_t which)
{
    struct words_notice words;

    words_read_notice(which < COUNT(notices) ? notices[which] : "message at=1",
                      &words);
    words.notice.from = adsum_text_of("romeo@example.net/orchard");
    if (which >= COUNT(notices)) {
        words.notice.bytes = at_rest;
        words.notice.length = sizeof at_rest - 1;
        words.notice.encoding = ADSUM_ENCODING_XML;
    }
    return adsum_stanza_write(writer, &words.notice);
}

static int write_to(struct adsum_xml_writer *writer, size_t which)
{
    return which == 0 ? adsum_stanza_write_to(writer, adsum_text_of(at_rest),
                                              adsum_text_of("a@b/&"))
                      : adsum_stanza_write_to(writer, adsum_text_of(at_rest),
                                              (struct adsum_text){NULL, 0});
}

static int write_error(struct adsum_xml_writer *writer, size_t which)
{
    struct adsum_stanza stanza = {.action = ADSUM_STANZA_REFUSE,
                                  .kind = ADSUM_IQ,
                                  .from = {"a@b/c", 5},
                                  .id = {"x", 1}};

    return adsum_stanza_write_error(writer, &stanza,
                                    which == 0 ? ADSUM_STANZA_ERROR_CONFLICT
                                               : ADSUM_STANZA_ERROR_BLOCKED);
}

static const struct {
    write *write;
    size_t count;
} calls[] = {
    {write_notice, COUNT(notices) + 1}, {write_to, 2}, {write_error, 2}};

/* Behind what is there already, which stays. */
static void a_buffer_of_every_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(calls); i++)
        for (size_t which = 0; which < calls[i].count; which++)
            for (uint32_t capacity = 5;; capacity++) {
                struct adsum_xml_writer writer = {.content = ADSUM_XML_CLIENT,
                                                  .bytes = malloc(capacity),
                                                  .capacity = capacity,
                                                  .length = 5};
                int err;

                assert_non_null(writer.bytes);
                memcpy(writer.bytes, "whole", 5);
                err = calls[i].write(&writer, which);
                assert_memory_equal(writer.bytes, "whole", 5);
                assert_int_equal(writer.error, err);
                assert_int_equal(writer.length, err == 0 ? capacity : 5);
                assert_int_equal(writer.depth, 0);
                if (err != 0) /* it stays, until it is taken away */
                    assert_int_equal(calls[i].write(&writer, which), err);
                free(writer.bytes);
                if (err == 0)
                    break;
                assert_int_equal(err, ADSUM_ERR_ROOM);
            }
}

static void each_allocation_fails_in_turn(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(calls); i++)
        for (size_t which = 0; which < calls[i].count; which++)
            for (unsigned fail_at = 1;; fail_at++) {
                struct rig rig = {.fail_at = fail_at};
                struct adsum_xml_writer writer = {.allocate = rig_allocate,
                                                  .user = &rig,
                                                  .content = ADSUM_XML_CLIENT};
                int err = calls[i].write(&writer, which);

                if (err != 0) {
                    assert_int_equal(err, ADSUM_ERR_NO_MEMORY);
                    assert_int_equal(writer.length, 0);
                    writer.error = 0;
                    assert_int_equal(calls[i].write(&writer, which), 0);
                }
                rig_allocate(&rig, writer.bytes, writer.capacity, 0);
                assert_int_equal(rig.held, 0);
                if (err == 0)
                    break;
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_buffer_of_every_size),
        cmocka_unit_test(each_allocation_fails_in_turn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
