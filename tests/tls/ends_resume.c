#include "ends.h"

#include <string.h>

void ends_keep(const struct ends *ends, struct ends_session *ret)
{
    ret->length = 0;
    assert_int_equal(
        adsum_tls_channel_session(ends->client.channel, NULL, 0, &ret->length),
        ADSUM_ERR_ROOM);
    assert_in_range(ret->length, 100, sizeof ret->bytes);
    assert_int_equal(adsum_tls_channel_session(ends->client.channel, ret->bytes,
                                               ret->length - 1, &ret->length),
                     ADSUM_ERR_ROOM);
    assert_int_equal(adsum_tls_channel_session(ends->client.channel, ret->bytes,
                                               ret->length, &ret->length),
                     0);
}

void ends_bindings_agree(const struct ends *ends)
{
    for (uint32_t i = 1; i <= ADSUM_TLS_BINDING_END_POINT; i++) {
        struct adsum_text one, other;
        assert_int_equal(
            adsum_tls_channel_binding(ends->client.channel, i, &one), 0);
        assert_int_equal(
            adsum_tls_channel_binding(ends->server.channel, i, &other), 0);
        assert_int_equal(one.length, other.length);
        assert_memory_equal(one.bytes, other.bytes, one.length);
    }
}

/* A new connection with a session; is it resumed? */
bool ends_resume(struct ends *ends, const struct ends_session *session,
                 const struct end_options *given)
{
    struct end_options client = {.domain = NULL};

    if (given != NULL)
        client = *given;
    client.session = session->bytes;
    client.session_length = session->length;
    ends_again(ends, &client, NULL);
    assert_int_equal(ends_shake(ends), 0);
    end_say(&ends->client, "ping");
    end_say(&ends->server, "pong");
    ends_pump(ends);
    assert_string_equal(ends->server.heard, "ping");
    assert_string_equal(ends->client.heard, "pong");
    ends_bindings_agree(ends);
    assert_int_equal(end_info(&ends->client).resumed,
                     end_info(&ends->server).resumed);
    assert_int_equal(end_info(&ends->client).certificate, 0);
    return end_info(&ends->client).resumed;
}
