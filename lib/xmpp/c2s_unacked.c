#include "c2s_unacked.h"

#include <string.h>

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

void adsum_unacked_salvage(struct texts *unacked, struct adsum_c2s *c2s)
{
    struct texts_walk walk = {0};
    struct adsum_text stanza;
    uint64_t since_ms;

    while (adsum_texts_next(unacked, &walk, &stanza, &since_ms))
        if (begins(stanza, "<message") || begins(stanza, "<iq"))
            salvage_one(c2s, stanza, since_ms);
}
