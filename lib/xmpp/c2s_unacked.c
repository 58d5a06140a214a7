#include "c2s_unacked.h"

#include <string.h>

enum { HEAD_BYTES = sizeof(uint32_t) + sizeof(uint64_t) };

/* Room at the end: what was dropped in front makes some. */
static int reserve(struct unacked *unacked, struct adsum_c2s *c2s,
                   uint32_t more)
{
    uint64_t capacity = unacked->capacity != 0 ? unacked->capacity : 512;
    char *made;

    if (unacked->length + (uint64_t)more > INT32_MAX)
        return ADSUM_ERR_NO_MEMORY;
    if (unacked->from != 0)
        memmove(unacked->bytes, unacked->bytes + unacked->from,
                unacked->length);
    unacked->from = 0;
    while (capacity < unacked->length + (uint64_t)more)
        capacity *= 2;
    if (capacity == unacked->capacity)
        return 0;
    made = adsum_c2s_allocate(c2s, unacked->bytes, unacked->capacity,
                              (size_t)capacity);
    if (made == NULL)
        return ADSUM_ERR_NO_MEMORY;
    unacked->bytes = made;
    unacked->capacity = (uint32_t)capacity;
    return 0;
}

int adsum_unacked_add(struct unacked *unacked, struct adsum_c2s *c2s,
                      struct adsum_text stanza, uint64_t now_ms)
{
    char *at;

    if (unacked->capacity - unacked->from - unacked->length <
            stanza.length + (uint64_t)HEAD_BYTES &&
        reserve(unacked, c2s, stanza.length + HEAD_BYTES) != 0)
        return ADSUM_ERR_NO_MEMORY;
    at = unacked->bytes + unacked->from + unacked->length;
    memcpy(at, &stanza.length, sizeof stanza.length);
    memcpy(at + sizeof stanza.length, &now_ms, sizeof now_ms);
    memcpy(at + HEAD_BYTES, stanza.bytes, stanza.length);
    unacked->length += stanza.length + HEAD_BYTES;
    unacked->count++;
    return 0;
}

bool adsum_unacked_next(const struct unacked *unacked,
                        struct unacked_walk *walk, struct adsum_text *ret,
                        uint64_t *ret_ms)
{
    const char *at;

    if (walk->at >= unacked->length)
        return false;
    at = unacked->bytes + unacked->from + walk->at;
    memcpy(&ret->length, at, sizeof ret->length);
    memcpy(ret_ms, at + sizeof ret->length, sizeof *ret_ms);
    ret->bytes = at + HEAD_BYTES;
    walk->at += ret->length + HEAD_BYTES;
    return true;
}

void adsum_unacked_drop(struct unacked *unacked, struct adsum_c2s *c2s,
                        uint32_t count)
{
    struct unacked_walk walk = {0};
    struct adsum_text stanza;
    uint64_t since_ms;

    for (uint32_t i = 0; i < count; i++)
        (void)adsum_unacked_next(unacked, &walk, &stanza, &since_ms);
    unacked->from += walk.at;
    unacked->length -= walk.at;
    unacked->count -= count;
    if (unacked->count == 0)
        adsum_unacked_deinit(unacked, c2s);
}

void adsum_unacked_deinit(struct unacked *unacked, struct adsum_c2s *c2s)
{
    if (unacked->bytes != NULL)
        (void)adsum_c2s_allocate(c2s, unacked->bytes, unacked->capacity, 0);
    memset(unacked, 0, sizeof *unacked);
}

static void give_back(struct adsum_c2s *c2s, struct adsum_stanza *stanza,
                      uint64_t since_ms)
{
    uint32_t tries = 0;
    int err;

    if (stanza->action != ADSUM_STANZA_SEND)
        return;
    if (stanza->kind == ADSUM_MESSAGE && stanza->notice.time_ms == 0)
        stanza->notice.time_ms = since_ms;
    do
        err = adsum_service_return(c2s->service, stanza->to, &stanza->notice);
    while (adsum_c2s_load(c2s, &err, &tries));
}

/* As it was written it is read, in a stream of its own. */
static void salvage_one(struct adsum_c2s *c2s, struct adsum_text text,
                        uint64_t since_ms)
{
    static const char header[] = "<stream:stream xmlns='" ADSUM_XML_SERVER
                                 "' xmlns:stream='" ADSUM_XML_STREAMS "'>";
    const struct adsum_stanza_options options = {.size = sizeof options,
                                                 .peer = ADSUM_PEER_SERVER};
    struct adsum_xml_stream stream = {0};
    struct adsum_xml_event event;
    struct adsum_stanza stanza;

    if (adsum_xml_feed(c2s->pool, &stream, c2s->now_ms, header,
                       sizeof header - 1, &event) == 0 &&
        adsum_xml_feed(c2s->pool, &stream, c2s->now_ms, text.bytes, text.length,
                       &event) == 0 &&
        event.kind == ADSUM_XML_STANZA &&
        adsum_stanza_read(&options, event.element, c2s->room, c2s->room_bytes,
                          &stanza) == 0)
        give_back(c2s, &stanza, since_ms);
    adsum_xml_stream_deinit(c2s->pool, &stream);
}

static bool begins(struct adsum_text text, const char *string)
{
    size_t length = strlen(string);

    return text.length > length && memcmp(text.bytes, string, length) == 0;
}

void adsum_unacked_salvage(struct unacked *unacked, struct adsum_c2s *c2s)
{
    struct unacked_walk walk = {0};
    struct adsum_text stanza;
    uint64_t since_ms;

    while (adsum_unacked_next(unacked, &walk, &stanza, &since_ms))
        if (begins(stanza, "<message") || begins(stanza, "<iq"))
            salvage_one(c2s, stanza, since_ms);
}
