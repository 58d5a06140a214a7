/*
 * Presence as a stanza: time to read one, and to write one for a client, for
 * one and for many: written once, and copied for each.
 *
 *     stanza [--stanzas N] [--targets N]
 */
#include "measure.h"
#include "options.h"

#include <adsum/stanza.h>
#include <adsum/xml.h>
#include <stdio.h>
#include <stdlib.h>

static const char header[] =
    "<stream:stream xmlns='jabber:client' "
    "xmlns:stream='http://etherx.jabber.org/streams' xml:lang='en'>";

static const char stanza[] =
    "<presence id='5UEcdeTh'><show>away</show>"
    "<status>be right back</status><priority>5</priority>"
    "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' "
    "node='urn:x' ver='QgayPKawpkPSDYmwT/WM94u'/></presence>";

static void fail(const char *what)
{
    fprintf(stderr, "stanza: %s\n", what);
    exit(1);
}

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static double read_all(const struct adsum_xml_element *element, uint32_t times,
                       struct adsum_stanza *ret)
{
    static uint64_t room[1000];
    struct adsum_stanza_options options = {
        .size = sizeof options,
        .address = adsum_text_of("romeo@im.example.net/orchard")};
    uint64_t began = measure_cpu_ns();

    for (uint32_t i = 0; i < times; i++)
        if (adsum_stanza_read(&options, element, room, sizeof room, ret) != 0 ||
            ret->action != ADSUM_STANZA_PUBLISH)
            fail("it was not read");
    return (double)(measure_cpu_ns() - began) / times;
}

/* As deliver() would: in all so many bytes. */
static uint64_t deliver(const struct adsum_notice *notice, uint32_t targets)
{
    static char once_bytes[1000], bytes[1000];
    struct adsum_xml_writer once = {.content = ADSUM_XML_CLIENT,
                                    .bytes = once_bytes,
                                    .capacity = sizeof once_bytes};
    uint64_t written = 0;

    if (adsum_stanza_write(&once, notice) != 0)
        fail("it was not written");
    for (uint32_t i = 0; i < targets; i++) {
        struct adsum_xml_writer target = {.content = ADSUM_XML_CLIENT,
                                          .bytes = bytes,
                                          .capacity = sizeof bytes};

        if (adsum_stanza_write_to(&target,
                                  (struct adsum_text){once.bytes, once.length},
                                  adsum_text_of("juliet@im.example.com")) != 0)
            fail("it was not written to one");
        written += target.length;
    }
    return written;
}

/* For each target. */
static double write_all(const struct adsum_notice *notice, uint32_t times,
                        uint32_t targets, uint64_t *written)
{
    uint64_t began = measure_cpu_ns();

    *written = 0;
    for (uint32_t i = 0; i < times; i += targets)
        *written += deliver(notice, targets);
    return (double)(measure_cpu_ns() - began) / times;
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"stanzas", "targets", NULL};
    struct options options = {argc, argv, names};
    struct adsum_xml_options bounds = {.size = sizeof bounds,
                                       .allocate = allocate};
    struct adsum_xml_stream stream = {0};
    struct adsum_xml_pool *pool;
    struct adsum_xml_event event;
    struct adsum_stanza read = {0};
    uint64_t one_bytes, many_bytes;
    uint32_t stanzas, targets;
    double read_ns, one_ns, many_ns;

    options_check(&options, "[--stanzas N] [--targets N]");
    targets = (uint32_t)options_number(&options, "targets", 1000);
    stanzas = (uint32_t)options_number(&options, "stanzas", 1000000);
    if (targets == 0 || stanzas == 0 || stanzas % targets != 0)
        fail("as many stanzas as go to a number of targets");
    if (adsum_xml_pool_new(&bounds, &pool) != 0 ||
        adsum_xml_feed(pool, &stream, 0, header, sizeof header - 1, &event) !=
            0 ||
        adsum_xml_feed(pool, &stream, 0, stanza, sizeof stanza - 1, &event) !=
            0 ||
        event.kind != ADSUM_XML_STANZA)
        fail("no stream");
    read_ns = read_all(event.element, stanzas, &read);
    one_ns = write_all(&read.notice, stanzas, 1, &one_bytes);
    many_ns = write_all(&read.notice, stanzas, targets, &many_bytes);
    printf("{\"stanzas\": %u, \"targets\": %u, \"read_ns\": %.0f, "
           "\"write_for_one_ns\": %.0f, \"write_for_each_of_many_ns\": %.1f, "
           "\"bytes\": %llu}\n",
           stanzas, targets, read_ns, one_ns, many_ns,
           (unsigned long long)(one_bytes / stanzas));
    adsum_xml_stream_deinit(pool, &stream);
    adsum_xml_pool_free(pool);
    return one_bytes != many_bytes;
}
