/*
 * XML streams: time per stanza against libxml2's push parser alone, and heap
 * per stream.
 *
 *     xml [--streams N] [--stanzas N] [--seed N]
 *
 * Each stanza goes to another stream, taken at random. The bare parser has one
 * stream open for all of them, checks nothing and makes nothing of what it
 * reads: it is the bound, not an alternative.
 */
#include "measure.h"
#include "options.h"
#include "random.h"

#include <adsum/xml.h>
#include <adsum/xml_writer.h>
#include <libxml/parser.h>
#include <malloc.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char header[] =
    "<?xml version='1.0'?><stream:stream from='juliet@im.example.com' "
    "to='im.example.com' version='1.0' xml:lang='en' xmlns='jabber:client' "
    "xmlns:stream='http://etherx.jabber.org/streams'>";

static const char stanza[] =
    "<presence id='5UEcdeTh' xml:lang='en'><show>away</show>"
    "<status>be right back</status><priority>5</priority>"
    "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' "
    "node='urn:x' ver='QgayPKawpkPSDYmwT/WM94u'/></presence>";

enum { STANZA = sizeof stanza - 1, HALF = STANZA / 2 };

struct world {
    struct adsum_xml_pool *pool;
    struct adsum_xml_stream *streams;
    uint32_t count, stanzas;
    uint64_t seed;
    uint64_t elements; /* shown */
};

static void fail(const char *what)
{
    fprintf(stderr, "xml: %s\n", what);
    exit(1);
}

static size_t held; /* of the host's allocator, by pool and streams */

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    held += new_size - old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static uint32_t feed(struct world *world, struct adsum_xml_stream *stream,
                     const char *bytes, uint32_t length)
{
    struct adsum_xml_event event;

    do {
        if (adsum_xml_feed(world->pool, stream, 0, bytes, length, &event) != 0)
            fail("no memory");
        bytes += event.consumed;
        length -= event.consumed;
        world->elements += event.element != NULL;
    } while (length != 0 && event.kind != ADSUM_XML_FAILED);
    return event.kind;
}

/* Of all there is in this process, libxml2's included, and what malloc() keeps
 * at hand: as good as a few hundred bytes. */
static size_t process_heap(void)
{
    struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}

static void open_all(struct world *world)
{
    for (uint32_t i = 0; i < world->count; i++)
        if (feed(world, &world->streams[i], header, sizeof header - 1) !=
                ADSUM_XML_OPENED ||
            feed(world, &world->streams[i], stanza, STANZA) != ADSUM_XML_STANZA)
            fail("a stream cannot be opened");
}

static double per_stanza(const struct world *world, uint64_t began)
{
    return (double)(measure_cpu_ns() - began) / world->stanzas;
}

/* Stanzas as they come, in one piece or in two. */
static double read_all(struct world *world, uint32_t first)
{
    uint64_t random = world->seed, began = measure_cpu_ns();

    for (uint32_t i = 0; i < world->stanzas; i++) {
        struct adsum_xml_stream *stream =
            &world->streams[random_below(&random, world->count)];

        if (first != 0)
            feed(world, stream, stanza, first);
        if (feed(world, stream, stanza + first, STANZA - first) !=
            ADSUM_XML_STANZA)
            fail("a stanza was not read");
    }
    return per_stanza(world, began);
}

static double write_all(struct world *world)
{
    static char bytes[2 * STANZA];
    struct adsum_xml_event event;
    uint64_t began;

    adsum_xml_feed(world->pool, world->streams, 0, stanza, STANZA, &event);
    began = measure_cpu_ns();
    for (uint32_t i = 0; i < world->stanzas; i++) {
        struct adsum_xml_writer writer = {.content = ADSUM_XML_CLIENT,
                                          .bytes = bytes,
                                          .capacity = sizeof bytes};

        if (adsum_xml_write_element(&writer, event.element) != 0)
            fail("a stanza was not written");
    }
    return per_stanza(world, began);
}

static void start(void *user, const xmlChar *name, const xmlChar *prefix,
                  const xmlChar *space, int namespace_count,
                  const xmlChar **namespaces, int attribute_count,
                  int defaulted, const xmlChar **attributes)
{
    uint64_t *elements = user;

    (void)name, (void)prefix, (void)space, (void)namespace_count;
    (void)namespaces, (void)attribute_count, (void)defaulted, (void)attributes;
    ++*elements;
}

static double bare_all(const struct world *world)
{
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .startElementNs = start};
    uint64_t elements = 0, began;
    xmlParserCtxtPtr context =
        xmlCreatePushParserCtxt(&sax, &elements, NULL, 0, NULL);
    double ns;

    xmlParseChunk(context, header, sizeof header - 1, 0);
    began = measure_cpu_ns();
    for (uint32_t i = 0; i < world->stanzas; i++)
        xmlParseChunk(context, stanza, STANZA, 0);
    ns = per_stanza(world, began);
    if (elements != 1 + 5 * (uint64_t)world->stanzas)
        fail("libxml2 did not read all");
    xmlFreeParserCtxt(context);
    return ns;
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"streams", "stanzas", "seed", NULL};
    struct options options = {argc, argv, names};
    struct adsum_xml_options bounds = {.size = sizeof bounds,
                                       .allocate = allocate};
    struct world world = {0};
    struct adsum_xml_stream first = {0};
    size_t before, all_before, idle, all_idle, partial;
    double bare, whole, cut, written;

    options_check(&options, "[--streams N] [--stanzas N] [--seed N]");
    world.count = (uint32_t)options_number(&options, "streams", 10000);
    world.stanzas = (uint32_t)options_number(&options, "stanzas", 300000);
    world.seed = (uint64_t)options_number(&options, "seed", 1);
    world.streams = calloc(world.count, sizeof *world.streams);
    if (world.streams == NULL || world.count == 0 || world.stanzas == 0 ||
        adsum_xml_pool_new(&bounds, &world.pool) != 0)
        fail("no memory");

    /* What the pool keeps for all of them is there before. */
    feed(&world, &first, header, sizeof header - 1);
    feed(&world, &first, stanza, STANZA);
    before = held;
    all_before = process_heap();
    open_all(&world);
    idle = held - before;
    all_idle = process_heap() - all_before;
    for (uint32_t i = 0; i < world.count; i++)
        feed(&world, &world.streams[i], stanza, HALF);
    partial = held - before;
    for (uint32_t i = 0; i < world.count; i++)
        feed(&world, &world.streams[i], stanza + HALF, STANZA - HALF);

    bare = bare_all(&world);
    whole = read_all(&world, 0);
    cut = read_all(&world, HALF);
    written = write_all(&world);
    printf("{\"streams\": %u, \"stanzas\": %u, \"stanza_bytes\": %u, "
           "\"libxml2_ns\": %.0f, \"read_ns\": %.0f, \"read_cut_ns\": %.0f, "
           "\"write_ns\": %.0f, \"stream_bytes\": %zu, "
           "\"heap_per_idle_stream\": %.1f, "
           "\"process_heap_per_idle_stream\": %.1f, "
           "\"heap_per_partial_stream\": %.1f, \"elements\": %llu}\n",
           world.count, world.stanzas, (unsigned)STANZA, bare, whole, cut,
           written, sizeof *world.streams, (double)idle / world.count,
           (double)(ptrdiff_t)all_idle / world.count,
           (double)partial / world.count, (unsigned long long)world.elements);
    for (uint32_t i = 0; i < world.count; i++)
        adsum_xml_stream_deinit(world.pool, &world.streams[i]);
    adsum_xml_stream_deinit(world.pool, &first);
    adsum_xml_pool_free(world.pool);
    free(world.streams);
    return idle != 0;
}
