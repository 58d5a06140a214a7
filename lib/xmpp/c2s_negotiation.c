/* STARTTLS, and what is kept of a client until it is bound: RFC 6120 5. */
#include "c2s.h"

#include <string.h>

int adsum_c2s_negotiation_new(struct adsum_c2s_stream *stream)
{
    struct negotiation *made =
        adsum_c2s_allocate(stream->c2s, NULL, 0, sizeof *made);

    if (made == NULL)
        return ADSUM_ERR_NO_MEMORY;
    memset(made, 0, sizeof *made);
    made->channel.size = sizeof made->channel;
    stream->negotiation = made;
    return 0;
}

static void forget(struct adsum_c2s *c2s, char **text, uint32_t *length)
{
    if (*text != NULL)
        (void)adsum_c2s_allocate(c2s, *text, *length, 0);
    *text = NULL;
    *length = 0;
}

int adsum_c2s_keep(struct adsum_c2s_stream *stream, struct adsum_text text,
                   char **ret, uint32_t *ret_length)
{
    char *kept = adsum_c2s_allocate(stream->c2s, NULL, 0, text.length);

    if (kept == NULL)
        return ADSUM_ERR_NO_MEMORY;
    forget(stream->c2s, ret, ret_length);
    memcpy(kept, text.bytes, text.length);
    *ret = kept;
    *ret_length = text.length;
    return 0;
}

void adsum_c2s_negotiation_free(struct adsum_c2s_stream *stream)
{
    struct negotiation *negotiation = stream->negotiation;
    struct adsum_sasl_answer said;

    if (negotiation == NULL)
        return;
    if (negotiation->exchanging)
        (void)adsum_sasl_server_decide(&negotiation->exchange,
                                       ADSUM_SASL_ABORTED, &said);
    forget(stream->c2s, &negotiation->from, &negotiation->from_length);
    forget(stream->c2s, &negotiation->account, &negotiation->account_length);
    (void)adsum_c2s_allocate(stream->c2s, negotiation, sizeof *negotiation, 0);
    stream->negotiation = NULL;
}

/* 5.4.2.2: and the stream is over. */
static void refuse(struct adsum_c2s_stream *stream)
{
    struct adsum_xml_writer *writer = adsum_c2s_begin(stream);

    adsum_xml_write_start(writer, "failure", SPACE_TLS);
    adsum_xml_write_end(writer);
    adsum_c2s_send(stream);
    adsum_c2s_end(stream, ADSUM_XML_CONDITION_NONE);
}

void adsum_c2s_starttls(struct adsum_c2s_stream *stream,
                        const struct adsum_xml_element *element)
{
    struct adsum_c2s *c2s = stream->c2s;
    struct adsum_text domain = adsum_c2s_domain(stream);
    struct adsum_xml_writer *writer;

    if (!adsum_c2s_may_secure(stream) || element->first != NULL) {
        refuse(stream);
        return;
    }
    writer = adsum_c2s_begin(stream);
    adsum_xml_write_start(writer, "proceed", SPACE_TLS);
    adsum_xml_write_end(writer);
    adsum_c2s_send(stream);
    if (stream->queue != QUEUE_NEGOTIATING)
        return;
    /* What was sent behind it, in the clear, is nobody's word. */
    adsum_c2s_restart(stream);
    stream->deaf = true;
    c2s->host.secure(c2s->user, stream->context, &domain);
}

/* A-labels as the client has them; ours are U-labels. */
static void take_domain(struct adsum_c2s_stream *stream,
                        struct adsum_text domain)
{
    char buffer[ADSUM_ADDRESS_BYTES];
    struct adsum_address parts;
    uint32_t found;

    if (domain.length == 0 ||
        adsum_c2s_prepare(stream->c2s, domain, buffer, &parts) != 0)
        return;
    found = adsum_c2s_domain_find(stream->c2s, parts.domain);
    if (found < stream->c2s->options.domain_count)
        stream->domain = (uint16_t)found;
}

int adsum_c2s_secured(struct adsum_c2s_stream *stream,
                      const struct adsum_sasl_channel *channel,
                      struct adsum_text domain)
{
    if (channel->size != sizeof *channel || stream->secured ||
        stream->queue != QUEUE_NEGOTIATING || (stream->heard && !stream->deaf))
        return ADSUM_ERR_INVALID;
    stream->secured = true;
    stream->deaf = false;
    stream->negotiation->channel = *channel;
    take_domain(stream, domain);
    return 0;
}
