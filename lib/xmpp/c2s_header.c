/* Stream headers, and what may be negotiated behind them: 4.3, 4.7. */
#include "c2s.h"

#include "header.h"
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
    return adsum_header_prepare(c2s->options.prepare, text, buffer, ret);
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

    if (adsum_header_content_wrong(header))
        heading->condition = ADSUM_XML_CONDITION_INVALID_NAMESPACE;
    else if (adsum_header_version_wrong(
                 adsum_xml_value(header, "version", NULL)))
        heading->condition = ADSUM_XML_CONDITION_UNSUPPORTED_VERSION;
    else
        heading->condition = wrong_to != 0 ? wrong_to : wrong_from;
}

int adsum_c2s_random(struct adsum_c2s *c2s, char *ret)
{
    const struct adsum_sasl_service *sasl = c2s->options.sasl;

    return adsum_random_id(sasl->crypto, sasl->crypto_user, ret);
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
