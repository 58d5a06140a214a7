/*
 * Memory that is refused, the host's and libxml2's: each allocation fails in
 * turn; the call says so and may be made again, and nothing is lost or left.
 */
#include "cmocka_all.h"
#include "corpus.h"

#include <libxml/xmlmemory.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libxml2's allocator in this program. */
static unsigned wanted, fails_at;
static size_t live, most; /* bytes */

static bool refused(void)
{
    return ++wanted == fails_at;
}

static void take(void *block)
{
    live -= malloc_usable_size(block);
    free(block);
}

static void *resize(void *block, size_t bytes)
{
    size_t before = malloc_usable_size(block);
    void *made = refused() ? NULL : realloc(block, bytes);

    if (made == NULL)
        return NULL;
    live += malloc_usable_size(made) - before;
    most = live > most ? live : most;
    return made;
}

static void *give(size_t bytes)
{
    return resize(NULL, bytes);
}

static char *copy(const char *string)
{
    char *made = give(strlen(string) + 1);

    return made != NULL ? strcpy(made, string) : NULL;
}

/* As adsum_xml_feed(), and once more where that found no memory. */
static void feed_again(struct rig *rig, struct adsum_xml_stream *stream,
                       struct log *log, struct fed *fed, const char *bytes,
                       size_t length, unsigned *failures)
{
    struct adsum_xml_stream before = *stream;

    log_feed(rig, stream, log, fed, bytes, length);
    while (fed->err != 0) {
        const char *at = bytes + (fed->taken - fed->began);

        assert_int_equal(fed->err, ADSUM_ERR_NO_MEMORY);
        assert_true(fed->taken != fed->began || before.place == stream->place);
        assert_true(++*failures < 3);
        fed->err = 0;
        log_feed(rig, stream, log, fed, at, length - (size_t)(at - bytes));
    }
}

/* A stanza of many elements, for which the pool must grow. */
static char large[16384];

static const char *stream_of(uint32_t number)
{
    return number < CORPUS ? corpus[number] : large;
}

static void make_large(void)
{
    int length = snprintf(large, sizeof large, CLIENT_HEADER "<iq>");

    for (int i = 0; i < 300; i++)
        length += snprintf(large + length, sizeof large - (size_t)length,
                           "<a b='%d'><c xmlns:d='%d' d:e=''/>%d</a>", i, i, i);
    snprintf(large + length, sizeof large - (size_t)length, "</iq>");
}

enum { STREAMS = CORPUS + 1 };

/* All streams at once, in pieces of `piece` bytes. */
static unsigned feed_all(struct rig *rig, struct log *log, size_t piece)
{
    struct adsum_xml_stream streams[STREAMS] = {{0}};
    struct fed feds[STREAMS] = {{0}};
    unsigned failures = 0;

    for (size_t at = 0; at < sizeof large; at += piece)
        for (uint32_t i = 0; i < STREAMS; i++) {
            size_t length = strlen(stream_of(i));

            if (at >= length)
                continue;
            feds[i].began = feds[i].taken;
            feed_again(rig, &streams[i], log, &feds[i], stream_of(i) + at,
                       length - at < piece ? length - at : piece, &failures);
        }
    for (uint32_t i = 0; i < STREAMS; i++)
        adsum_xml_stream_deinit(rig->pool, &streams[i]);
    return failures;
}

static struct log without_failures(size_t piece)
{
    struct rig rig = {0};
    struct log log = {0};

    rig_begin(&rig);
    assert_int_equal(feed_all(&rig, &log, piece), 0);
    rig_end(&rig);
    return log;
}

static void each_of_the_hosts_fails(void **state)
{
    (void)state;
    for (size_t piece = 16; piece <= 16384; piece *= 32) {
        struct log log = without_failures(piece), again = {0};
        unsigned failures = 1;

        for (unsigned n = 1; failures != 0; n++) {
            struct rig rig = {0};

            rig_begin(&rig);
            rig.fail_at = rig.calls + n;
            failures = feed_all(&rig, &again, piece);
            assert_string_equal(log.bytes, again.bytes);
            log_free(&again);
            rig_end(&rig);
        }
        log_free(&log);
    }
}

static void each_of_libxml2s_fails(void **state)
{
    (void)state;
    for (size_t piece = 64; piece <= 16384; piece *= 256) {
        struct log log = without_failures(piece), again = {0};

        for (unsigned n = 1; wanted + 1 >= fails_at; n++) {
            struct rig rig = {0};

            rig_begin(&rig);
            wanted = 0;
            fails_at = n;
            feed_all(&rig, &again, piece);
            if (strcmp(log.bytes, again.bytes) != 0)
                fail_msg("allocation %u: %s\ninstead of %s", n, again.bytes,
                         log.bytes);
            log_free(&again);
            rig_end(&rig);
        }
        fails_at = 0;
        log_free(&log);
    }
}

/* Names are kept by a parser for ever, and its buffer stays as large as it ever
 * was; so parsers are not kept for ever. */
static void what_libxml2_holds_does_not_grow(void **state)
{
    struct rig rig = {0};
    struct log log = {0};
    struct fed fed = {0};
    struct adsum_xml_stream stream = {0};
    char bytes[64];
    size_t before = live;

    (void)state;
    rig_begin(&rig);
    log_feed(&rig, &stream, &log, &fed, CLIENT_HEADER,
             sizeof CLIENT_HEADER - 1);
    log_feed(&rig, &stream, &log, &fed, "<a>", 3);
    for (int i = 0; i < 4000; i++)
        log_feed(&rig, &stream, &log, &fed, "so much text", 12);
    log_feed(&rig, &stream, &log, &fed, "</a>", 4);
    log_feed(&rig, &stream, &log, &fed, "<a/>", 4);
    assert_true(live - before < 65536);
    most = 0;
    for (int i = 0; i < 20000; i++) {
        snprintf(bytes, sizeof bytes, "<n%d xmlns='u%d' a%d=''/>", i, i, i);
        log_feed(&rig, &stream, &log, &fed, bytes, strlen(bytes));
    }
    assert_true(most - before < 524288); /* else it would be 3 MB */
    adsum_xml_stream_deinit(rig.pool, &stream);
    rig_end(&rig);
    assert_true(live < before + 256); /* a message of its last error */
    log_free(&log);
}

static void a_pool_that_cannot_be_made_leaves_nothing(void **state)
{
    struct rig rig = {.fail_at = 1};

    (void)state;
    rig.options.size = sizeof rig.options;
    rig.options.allocate = rig_allocate;
    rig.options.user = &rig;
    assert_int_equal(adsum_xml_pool_new(&rig.options, &rig.pool),
                     ADSUM_ERR_NO_MEMORY);
    assert_int_equal(rig.held, 0);
    assert_null(rig.pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_of_the_hosts_fails),
        cmocka_unit_test(each_of_libxml2s_fails),
        cmocka_unit_test(what_libxml2_holds_does_not_grow),
        cmocka_unit_test(a_pool_that_cannot_be_made_leaves_nothing),
    };

    make_large();
    if (xmlMemSetup(take, give, resize, copy) != 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
