/* Resource binding: RFC 6120 7. */
#include "c2s.h"

#include "words.h"
#include <string.h>

static void refuse(struct adsum_c2s_stream *stream,
                   const struct adsum_xml_element *iq, uint32_t error,
                   uint8_t *failed)
{
    const struct adsum_stanza stanza = {
        .size = sizeof stanza,
        .action = ADSUM_STANZA_REFUSE,
        .kind = ADSUM_IQ,
        .id = adsum_xml_value(iq, "id", NULL),
        .notice = {.kind = ADSUM_IQ, .type = ADSUM_TYPE_SET},
    };
    struct adsum_c2s *c2s = stream->c2s;

    adsum_stanza_write_error(adsum_c2s_begin(stream), &stanza, error);
    adsum_c2s_send(stream);
    c2s->statistics.stanza_errors++;
    if (++*failed >= c2s->options.binds) /* 7.7.3 */
        adsum_c2s_end(stream, ADSUM_XML_CONDITION_POLICY_VIOLATION);
}

/* "account/resource" as it came; over-long is no address either. */
static bool join(const struct negotiation *negotiation,
                 struct adsum_text resource, char *buffer,
                 struct adsum_text *ret)
{
    uint32_t length = negotiation->account_length;

    memcpy(buffer, negotiation->account, length);
    *ret = (struct adsum_text){buffer, length};
    if (resource.length == 0)
        return true;
    if (resource.length >= ADSUM_C2S_WANTED_BYTES - length)
        return false;
    buffer[length++] = '/';
    memcpy(buffer + length, resource.bytes, resource.length);
    ret->length = length + resource.length;
    return true;
}

static int open_session(struct adsum_c2s_stream *stream,
                        struct adsum_text resource)
{
    struct adsum_c2s *c2s = stream->c2s;
    char wanted[ADSUM_C2S_WANTED_BYTES], buffer[ADSUM_ADDRESS_BYTES];
    struct adsum_address parts;
    struct adsum_text address;
    uint32_t tries = 0;
    int err;

    if (!join(stream->negotiation, resource, wanted, &address) ||
        adsum_c2s_prepare(c2s, address, buffer, &parts) != 0 ||
        adsum_address_join(&parts, wanted, sizeof wanted, &address) != 0)
        return ADSUM_ERR_INVALID;
    do
        err = adsum_session_open(c2s->service, address,
                                 (uint64_t)(uintptr_t)stream,
                                 c2s->options.open_flags, &stream->session);
    while (adsum_c2s_load(c2s, &err, &tries));
    return err;
}

/* 7.6.2, 7.7.2 */
static uint32_t error_of(int err)
{
    return err == ADSUM_ERR_INVALID    ? ADSUM_STANZA_ERROR_BAD_REQUEST
           : err == ADSUM_ERR_CONFLICT ? ADSUM_STANZA_ERROR_CONFLICT
           : err == ADSUM_ERR_UNKNOWN  ? ADSUM_STANZA_ERROR_NOT_ALLOWED
                                       : adsum_stanza_error_of(err);
}

static void bound(struct adsum_c2s_stream *stream,
                  const struct adsum_xml_element *iq)
{
    const struct adsum_text none = {NULL, 0};
    struct adsum_session_info info = {.size = sizeof info};
    struct adsum_xml_writer *writer = adsum_c2s_begin(stream);
    char buffer[ADSUM_ADDRESS_BYTES];

    (void)adsum_session_get(stream->c2s->service, stream->session, &info);
    adsum_stanza_write_iq(writer, ADSUM_TYPE_RESULT, none, none,
                          adsum_xml_value(iq, "id", NULL));
    adsum_xml_write_start(writer, "bind", SPACE_BIND);
    adsum_xml_write_start(writer, "jid", SPACE_BIND);
    adsum_xml_write_text(writer, adsum_c2s_address(&info, buffer));
    adsum_xml_write_end(writer);
    adsum_xml_write_end(writer);
    adsum_xml_write_end(writer);
    adsum_c2s_move(stream, QUEUE_BOUND);
    adsum_c2s_negotiation_free(stream);
    adsum_c2s_send(stream);
}

void adsum_c2s_bind(struct adsum_c2s_stream *stream,
                    const struct adsum_xml_element *iq)
{
    const struct adsum_xml_element *bind =
        adsum_xml_child(iq, "bind", SPACE_BIND);
    const struct adsum_xml_element *resource;
    int err;

    /* 7.1 */
    if (bind == NULL ||
        !adsum_text_is(adsum_xml_value(iq, "type", NULL), "set")) {
        adsum_c2s_end(stream, ADSUM_XML_CONDITION_NOT_AUTHORIZED);
        return;
    }
    resource = adsum_xml_child(bind, "resource", SPACE_BIND);
    err = open_session(stream, resource != NULL ? adsum_xml_text(resource)
                                                : (struct adsum_text){NULL, 0});
    if (err == 0)
        bound(stream, iq);
    else
        refuse(stream, iq, error_of(err), &stream->negotiation->failed_binds);
}
