/*
 * Stanzas from anyone: read, and what is a notice must be one by the core's
 * own rules, and must come back the same from where it was sent to. What is
 * not is answered, or refused, by something that can be written.
 *
 * The first byte says who sends, the second how small the bounds are; the rest
 * is the stanza.
 */
#include <adsum/stanza.h>
#include <adsum/xml.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM_BYTES = 40000, BYTES = 40000 };

#define HEADER(content, more)                                             \
    "<stream:stream xmlns='" content "' xmlns:stream='" ADSUM_XML_STREAMS \
    "'" more ">"

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static void must(int so)
{
    if (!so)
        abort();
}

/* A stream of a peer, and what was read of it. */
struct end {
    struct adsum_xml_pool *pool;
    struct adsum_xml_stream stream;
    struct adsum_stanza_options options;
    struct adsum_stanza stanza;
    uint64_t room[ROOM_BYTES / sizeof(uint64_t)];
};

static const struct adsum_xml_element *feed(struct end *end, const char *bytes,
                                            size_t size)
{
    struct adsum_xml_event event;

    must(adsum_xml_feed(end->pool, &end->stream, 0, bytes, (uint32_t)size,
                        &event) == 0);
    return event.kind == ADSUM_XML_STANZA ? event.element : NULL;
}

static void begin(struct end *end, uint32_t peer, const char *header)
{
    struct adsum_xml_options options = {.size = sizeof options,
                                        .allocate = allocate};

    memset(end, 0, sizeof *end);
    must(adsum_xml_pool_new(&options, &end->pool) == 0);
    feed(end, header, strlen(header));
    end->options.size = sizeof end->options;
    end->options.peer = peer;
    end->options.address = adsum_text_of("romeo@example.net/orchard");
}

static void stop(struct end *end)
{
    adsum_xml_stream_deinit(end->pool, &end->stream);
    adsum_xml_pool_free(end->pool);
}

/* 0: it is no stanza. */
static int read(struct end *end, const char *bytes, size_t size,
                uint32_t capacity)
{
    const struct adsum_xml_element *element = feed(end, bytes, size);

    if (element == NULL)
        return 0;
    must(adsum_stanza_read(&end->options, element, end->room, capacity,
                           &end->stanza) == 0);
    return end->stanza.action != ADSUM_STANZA_NONE;
}

/* What of a roster is set or asked is no notice, though it fills one. */
static int is_notice(const struct adsum_stanza *stanza)
{
    return stanza->notice.kind != 0 &&
           stanza->action != ADSUM_STANZA_ROSTER_GET &&
           stanza->action != ADSUM_STANZA_ROSTER_SET &&
           stanza->action != ADSUM_STANZA_ROSTER_REMOVE;
}

/* Only who is elsewhere can say when it was true. */
static uint32_t pack(const struct adsum_notice *notice, char *bytes)
{
    struct adsum_notice timeless = *notice;
    uint32_t length;

    timeless.time_ms = 0;
    must(adsum_notice_pack(&timeless, NULL, 0, bytes, BYTES, &length) == 0);
    return length;
}

/* A writer of so many bytes, in which there must be room. */
static struct adsum_xml_writer writer_of(char *bytes, const char *content)
{
    return (struct adsum_xml_writer){
        .content = content, .bytes = bytes, .capacity = BYTES};
}

static void answer(const struct adsum_stanza *stanza)
{
    static char bytes[BYTES];
    struct adsum_xml_writer writer = writer_of(bytes, ADSUM_XML_CLIENT);

    must(adsum_stanza_write_error(&writer, stanza,
                                  stanza->error != 0
                                      ? stanza->error
                                      : ADSUM_STANZA_ERROR_CONFLICT) == 0);
    must(stanza->action != ADSUM_STANZA_REFUSE || writer.length != 0);
}

/* Written, and read where it goes, it is the same. A server's roster goes to
 * a client, all else to another server; requests to a full address, so that
 * nobody answers them on the way. */
static void come_back(const struct adsum_stanza *stanza)
{
    static char wrote[BYTES], sent[BYTES], was[BYTES], is[BYTES];
    static struct end end;
    int client = stanza->notice.kind == ADSUM_PUSH ||
                 stanza->notice.kind == ADSUM_ROSTER;
    struct adsum_xml_writer once = writer_of(wrote, ADSUM_XML_CLIENT);
    struct adsum_xml_writer target =
        writer_of(sent, client ? ADSUM_XML_CLIENT : ADSUM_XML_SERVER);
    uint32_t length = pack(&stanza->notice, was);

    must(adsum_stanza_write(&once, &stanza->notice) == 0);
    must(adsum_stanza_write_to(&target, (struct adsum_text){wrote, once.length},
                               adsum_text_of("nurse@example.org/x")) == 0);
    begin(&end, client ? ADSUM_PEER_ACCOUNT : ADSUM_PEER_SERVER,
          client ? HEADER(ADSUM_XML_CLIENT, "") : HEADER(ADSUM_XML_SERVER, ""));
    must(read(&end, sent, target.length, sizeof end.room));
    must(pack(&end.stanza.notice, is) == length &&
         memcmp(was, is, length) == 0);
    stop(&end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct end end;
    uint32_t peer;

    if (size < 2 || size > 1500)
        return 0;
    peer = data[0] % 3u;
    begin(&end, peer,
          peer == ADSUM_PEER_SERVER
              ? HEADER(ADSUM_XML_SERVER, " xml:lang='en'")
              : HEADER(ADSUM_XML_CLIENT, " xml:lang='en' xmlns:p='urn:p'"));
    end.options.parts = data[1] % 8u;
    end.options.groups = data[1] / 8 % 4u;
    end.options.addresses = data[1] / 32 % 4u;
    if (read(&end, (const char *)data + 2, size - 2,
             data[1] >= 128 ? data[1] : sizeof end.room)) {
        answer(&end.stanza);
        if (is_notice(&end.stanza))
            come_back(&end.stanza);
    }
    stop(&end);
    return 0;
}
