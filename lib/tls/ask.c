/* What a channel can be asked. Nothing here changes anything. */
#include "channel.h"
#include "names.h"
#include "ticket.h"

#include <string.h>

#define TLS_1_2 0x0303

static bool was_open(const struct adsum_tls_channel *channel)
{
    return channel->suite != 0;
}

int adsum_tls_channel_get(const struct adsum_tls_channel *channel,
                          struct adsum_tls_info *ret)
{
    struct adsum_tls_info info = {
        .state = channel->state,
        .failure = channel->failure,
        .alert = channel->alert,
        .alert_heard = channel->alert_heard,
        .resumed = channel->resumed,
        .service = channel->service,
        .version = was_open(channel) ? TLS_1_2 : 0,
        .suite = channel->suite,
        .certificate = channel->certificate,
        .limit = channel->limit,
        .library = channel->library,
        .expires_ms = channel->expires_ms,
        .domain = {(const char *)channel->domain.bytes,
                   channel->domain.length}};

    info.size = ret->size;
    if (ret->size < sizeof info.size)
        return ADSUM_ERR_INVALID;
    memcpy(ret, &info, ret->size < sizeof info ? ret->size : sizeof info);
    return 0;
}

int adsum_tls_channel_peer_name(const struct adsum_tls_channel *channel,
                                uint32_t index,
                                struct adsum_tls_name_of_peer *ret)
{
    struct adsum_tls_name_of_peer name;
    uint32_t at = 0;

    do {
        if (!adsum_tls_names_next(channel->names.bytes, channel->names.length,
                                  &at, &name))
            return ADSUM_END;
    } while (index-- != 0);
    *ret = name;
    return 0;
}

int adsum_tls_channel_peer_is(const struct adsum_tls_channel *channel,
                              const struct adsum_tls_identity *identity)
{
    if (identity->size < sizeof *identity)
        return ADSUM_ERR_INVALID;
    return adsum_tls_names_match(channel->names.bytes, channel->names.length,
                                 identity)
               ? 0
               : ADSUM_ERR_NOT_FOUND;
}

int adsum_tls_channel_binding(const struct adsum_tls_channel *channel,
                              uint32_t binding, struct adsum_text *ret)
{
    const struct {
        const uint8_t *bytes;
        uint32_t length;
    } known[] = {
        [ADSUM_TLS_BINDING_EXPORTER] = {channel->exporter,
                                        sizeof channel->exporter},
        [ADSUM_TLS_BINDING_UNIQUE] = {channel->unique, sizeof channel->unique},
        [ADSUM_TLS_BINDING_END_POINT] = {channel->end_point,
                                         channel->end_point_length},
    };

    if (binding < ADSUM_TLS_BINDING_EXPORTER ||
        binding > ADSUM_TLS_BINDING_END_POINT)
        return ADSUM_ERR_INVALID;
    if (!was_open(channel))
        return ADSUM_ERR_STALE;
    if (known[binding].length == 0)
        return ADSUM_ERR_NOT_FOUND;
    ret->bytes = (const char *)known[binding].bytes;
    ret->length = known[binding].length;
    return 0;
}

int adsum_tls_channel_session(const struct adsum_tls_channel *channel,
                              void *buffer, uint32_t bytes, uint32_t *ret)
{
    const mbedtls_ssl_session *session;
    struct remembered known;
    uint32_t around;
    size_t library = 0;
    uint8_t *to = buffer;
    int err;

    if (channel->state != ADSUM_TLS_OPEN && channel->state != ADSUM_TLS_CLOSING)
        return ADSUM_ERR_STALE;
    session = adsum_tls_library_session(&channel->ssl);
    if (channel->context->policy.role != ADSUM_TLS_CLIENT ||
        !adsum_tls_library_has_ticket(session))
        return ADSUM_ERR_NOT_FOUND;
    adsum_tls_ticket_describe(channel, &known);
    around = adsum_tls_session_bytes(&known) + SESSION_SUM_BYTES;
    to += bytes > around ? around - SESSION_SUM_BYTES : 0;
    err = adsum_tls_library_session_save(
        session, to, bytes > around ? bytes - around : 0, &library);
    *ret = around + (uint32_t)library;
    if (err != 0)
        return ADSUM_ERR_ROOM;
    adsum_tls_session_write(&known, buffer);
    return adsum_tls_session_sum(buffer, *ret - SESSION_SUM_BYTES, to + library)
               ? 0
               : ADSUM_ERR_NO_MEMORY;
}
