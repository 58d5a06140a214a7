/* Stream headers, and what may be negotiated behind them: 4.3, 4.7. */
#include "c2s.h"

#include "words.h"
#include "writing.h"
#include <string.h>

/* What a client's header comes to. */
struct heading {
    char to_buffer[ADSUM_ADDRESS_BYTES];
    char from_buffer[ADSUM_ADDRESS_BYTES];
    struct adsum_address to, from; /* all empty: there is none */
    uint32_t condition;            /* what is wrong */
};

int adsum_c2s_prepare(const struct adsum_c2s *c2s, struct adsum_text text,
                      char *buffer, struct adsum_address *ret)
{
    struct adsum_text made;

    return c2s->options.prepare == NULL
               ? adsum_address_split(text, ret)
               : c2s->options.prepare(text, buffer, ADSUM_ADDRESS_BYTES, &made,
                                      ret);
}

/* The default namespace; where it is the streams' own, each stanza says it. */
static bool is_content_wrong(const struct adsum_xml_element *header)
{
    for (uint32_t i = 0; i < header->declaration_count; i++)
        if (header->declarations[i].prefix.length == 0)
            return !adsum_text_is(header->declarations[i].space,
                                  ADSUM_XML_CLIENT) &&
                   !adsum_text_is(header->declarations[i].space,
                                  ADSUM_XML_STREAMS);
    return true;
}

/* 4.7.5: numbers around a dot; ours is 1.0, and 0.9 is without attribute. */
static bool is_version_wrong(struct adsum_text version)
{
    uint32_t at = 0, major = 0, digits = 0;

    for (; at < version.length && version.bytes[at] >= '0' &&
           version.bytes[at] <= '9';
         at++)
        major |= (uint32_t)(version.bytes[at] - '0');
    if (at == 0 || at == version.length || version.bytes[at++] != '.')
        return true;
    for (; at < version.length && version.bytes[at] >= '0' &&
           version.bytes[at] <= '9';
         at++)
        digits++;
    return major == 0 || digits == 0 || at != version.length;
}

/* 4.7.2: without `to`, what TLS was asked for will do, or the only one. */
static uint32_t read_to(struct adsum_c2s_stream *stream, struct adsum_text to,
                        struct heading *heading)
{
    struct adsum_c2s *c2s = stream->c2s;
    uint32_t found;

    if (to.bytes == NULL)
        return stream->secured || c2s->options.domain_count == 1
                   ? ADSUM_XML_CONDITION_NONE
                   : ADSUM_XML_CONDITION_HOST_UNKNOWN;
    if (adsum_c2s_prepare(c2s, to, heading->to_buffer, &heading->to) != 0 ||
        heading->to.local.length != 0 || heading->to.resource.length != 0)
        return ADSUM_XML_CONDITION_HOST_UNKNOWN;
    found = adsum_c2s_domain_find(c2s, heading->to.domain);
    if (found == c2s->options.domain_count ||
        (stream->authenticated && found != stream->domain))
        return ADSUM_XML_CONDITION_HOST_UNKNOWN;
    stream->domain = (uint16_t)found;
    return ADSUM_XML_CONDITION_NONE;
}

static uint32_t read_from(struct adsum_c2s_stream *stream,
                          struct adsum_text from, struct heading *heading)
{
    struct negotiation *negotiation = stream->negotiation;

    if (from.bytes == NULL)
        return ADSUM_XML_CONDITION_NONE;
    if (adsum_c2s_prepare(stream->c2s, from, heading->from_buffer,
                          &heading->from) != 0)
        return ADSUM_XML_CONDITION_INVALID_FROM;
    if (stream->authenticated &&
        !adsum_text_same(heading->from.bare,
                         (struct adsum_text){negotiation->account,
                                             negotiation->account_length}))
        return ADSUM_XML_CONDITION_INVALID_FROM;
    if (stream->secured && !stream->authenticated &&
        adsum_c2s_keep(stream, heading->from.bare, &negotiation->from,
                       &negotiation->from_length) != 0)
        return ADSUM_XML_CONDITION_RESOURCE_CONSTRAINT;
    return ADSUM_XML_CONDITION_NONE;
}

static void read_header(struct adsum_c2s_stream *stream,
                        const struct adsum_xml_element *header,
                        struct heading *heading)
{
    uint32_t wrong_to =
        read_to(stream, adsum_xml_value(header, "to", NULL), heading);
    uint32_t wrong_from =
        read_from(stream, adsum_xml_value(header, "from", NULL), heading);

    if (is_content_wrong(header))
        heading->condition = ADSUM_XML_CONDITION_INVALID_NAMESPACE;
    else if (is_version_wrong(adsum_xml_value(header, "version", NULL)))
        heading->condition = ADSUM_XML_CONDITION_UNSUPPORTED_VERSION;
    else
        heading->condition = wrong_to != 0 ? wrong_to : wrong_from;
}

int adsum_c2s_random(struct adsum_c2s *c2s, char *ret)
{
    const struct adsum_sasl_service *sasl = c2s->options.sasl;
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[ADSUM_C2S_RANDOM_CHARS / 2];
    int32_t err =
        sasl->crypto->random(sasl->crypto_user, bytes, (uint32_t)sizeof bytes);

    for (size_t i = 0; err == 0 && i < sizeof bytes; i++) {
        ret[2 * i] = digits[bytes[i] >> 4];
        ret[2 * i + 1] = digits[bytes[i] & 15];
    }
    return err;
}

/* Into the writer that was begun. */
void adsum_c2s_write_header(struct adsum_c2s_stream *stream,
                            struct adsum_text to)
{
    struct adsum_xml_writer *writer = &stream->c2s->reply;
    char id[ADSUM_C2S_RANDOM_CHARS];
    struct adsum_xml_header header = {
        .from = adsum_c2s_domain(stream),
        .to = to,
        .id = {id, sizeof id},
        .version = adsum_text_of("1.0"),
        .language = adsum_text_of("en"),
    };

    if (adsum_c2s_random(stream->c2s, id) != 0)
        adsum_writing_fail(writer);
    adsum_xml_write_header(writer, &header);
    stream->headed = true;
}

void adsum_c2s_header(struct adsum_c2s_stream *stream,
                      const struct adsum_xml_element *element)
{
    struct adsum_xml_writer *writer = adsum_c2s_begin(stream);
    struct heading heading;

    memset(&heading.to, 0, sizeof heading.to);
    memset(&heading.from, 0, sizeof heading.from);
    read_header(stream, element, &heading);
    adsum_c2s_write_header(stream, heading.from.bare);
    if (heading.condition == 0)
        adsum_c2s_write_features(stream, writer);
    stream->headed = writer->error == 0;
    adsum_c2s_send(stream);
    if (heading.condition != 0)
        adsum_c2s_end(stream, heading.condition);
}

/* 4.3.3: a stream anew, over the same connection. */
void adsum_c2s_restart(struct adsum_c2s_stream *stream)
{
    adsum_xml_stream_deinit(stream->c2s->pool, &stream->xml);
    stream->headed = false;
}
