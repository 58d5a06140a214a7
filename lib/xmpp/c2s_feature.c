/* Stream features: RFC 6120 4.3.2, 5.4.1, 6.4.1, 7.4; RFC 6121 2.6.1, 3.4.1. */
#include "c2s.h"

static void write_empty(struct adsum_xml_writer *writer, const char *name,
                        const char *space)
{
    adsum_xml_write_start(writer, name, space);
    adsum_xml_write_end(writer);
}

static void write_starttls(struct adsum_c2s_stream *stream,
                           struct adsum_xml_writer *writer)
{
    adsum_xml_write_start(writer, "starttls", SPACE_TLS);
    if ((stream->flags & ADSUM_C2S_CLEAR) == 0)
        write_empty(writer, "required", SPACE_TLS);
    adsum_xml_write_end(writer);
}

/* Each bit of a mask by its name, the best first. */
static void write_bits(struct adsum_xml_writer *writer, uint32_t bits,
                       uint32_t names,
                       void (*write)(struct adsum_xml_writer *writer,
                                     struct adsum_text name))
{
    for (uint32_t bit = 1u << 31; bit != 0; bit >>= 1)
        if ((bits & bit) != 0)
            write(writer, adsum_text_of(adsum_sasl_name(names, bit)));
}

static void write_mechanism(struct adsum_xml_writer *writer,
                            struct adsum_text name)
{
    adsum_xml_write_start(writer, "mechanism", SPACE_SASL);
    adsum_xml_write_text(writer, name);
    adsum_xml_write_end(writer);
}

static void write_binding(struct adsum_xml_writer *writer,
                          struct adsum_text name)
{
    adsum_xml_write_start(writer, "channel-binding", SPACE_BINDINGS);
    adsum_xml_write_attribute(writer, "type", name);
    adsum_xml_write_end(writer);
}

static void write_mechanisms(struct adsum_c2s_stream *stream,
                             struct adsum_xml_writer *writer)
{
    struct adsum_sasl_offer offer;

    if (adsum_sasl_server_offer(stream->c2s->options.sasl,
                                &stream->negotiation->channel, &offer) != 0 ||
        offer.mechanisms == 0)
        return;
    adsum_xml_write_start(writer, "mechanisms", SPACE_SASL);
    write_bits(writer, offer.mechanisms, ADSUM_SASL_NAMES_MECHANISM,
               write_mechanism);
    adsum_xml_write_end(writer);
    if (offer.bindings == 0)
        return;
    adsum_xml_write_start(writer, "sasl-channel-binding", SPACE_BINDINGS);
    write_bits(writer, offer.bindings, ADSUM_SASL_NAMES_BINDING, write_binding);
    adsum_xml_write_end(writer);
}

bool adsum_c2s_may_login(const struct adsum_c2s_stream *stream)
{
    return !stream->authenticated &&
           (stream->secured || (stream->flags & ADSUM_C2S_CLEAR) != 0);
}

bool adsum_c2s_may_secure(const struct adsum_c2s_stream *stream)
{
    return !stream->secured && !stream->authenticated &&
           (stream->flags & ADSUM_C2S_NO_STARTTLS) == 0 &&
           stream->c2s->host.secure != NULL;
}

static const struct {
    const char *name, *space;
} rows[] = {
    {"bind", SPACE_BIND},
    {"sm", SPACE_ACKS},
    {"ver", "urn:xmpp:features:rosterver"},
    {"sub", "urn:xmpp:features:pre-approval"},
};

void adsum_c2s_write_features(struct adsum_c2s_stream *stream,
                              struct adsum_xml_writer *writer)
{
    adsum_xml_write_start(writer, "features", ADSUM_XML_STREAMS);
    if (adsum_c2s_may_secure(stream))
        write_starttls(stream, writer);
    if (adsum_c2s_may_login(stream))
        write_mechanisms(stream, writer);
    if (stream->authenticated)
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            write_empty(writer, rows[i].name, rows[i].space);
    adsum_xml_write_end(writer);
}
