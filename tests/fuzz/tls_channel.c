/*
 * Bytes from nobody in particular, by the first of them: to a server's
 * channel, in pieces; to one by way of a handshake that is damaged; as a
 * session, or as a run of names in a certificate.
 *
 * Randomness is a counter, so that the same bytes always do the same.
 */
#include "names.h"
#include "session.h"

#include <adsum/tls.h>
#include <mbedtls/x509_crt.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const unsigned char fuzz_certificate[], fuzz_key[];
extern const unsigned int fuzz_certificate_length, fuzz_key_length;

static uint8_t wire[2][1 << 16];
static uint32_t wire_length[2];
static uint8_t counter;

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static int32_t output(void *user, uint64_t context, const void *bytes,
                      uint32_t length)
{
    (void)user;
    if (wire_length[context] + length > sizeof wire[0])
        return 1;
    memcpy(wire[context] + wire_length[context], bytes, length);
    wire_length[context] += length;
    return 0;
}

static void input(void *user, uint64_t context, const void *bytes,
                  uint32_t length)
{
    (void)user;
    (void)context;
    if (length == 0 || length > 16384 || bytes == NULL)
        abort();
}

static int32_t count(void *user, void *ret, uint32_t length)
{
    uint8_t *at = ret;

    (void)user;
    while (length-- != 0)
        *at++ = counter++;
    return 0;
}

static struct adsum_tls_context *context_of(uint8_t role)
{
    static const struct adsum_tls_host host = {.size = sizeof host,
                                               .allocate = allocate,
                                               .output = output,
                                               .input = input,
                                               .random = count};
    static const uint8_t ticket_key[ADSUM_TLS_TICKET_KEY_BYTES] = {1};
    struct adsum_tls_policy policy = {.size = sizeof policy, .role = role};
    struct adsum_tls_certificate own = {
        {(const char *)fuzz_certificate, fuzz_certificate_length},
        {(const char *)fuzz_key, fuzz_key_length}};
    struct adsum_tls_credentials credentials = {
        .size = sizeof credentials, .count = 1, .certificates = &own};
    struct adsum_tls_context *context;

    policy.verify = ADSUM_TLS_VERIFY_OPTIONAL;
    if (adsum_tls_context_new(&host, NULL, &policy, &credentials, &context) !=
        0)
        abort();
    if (adsum_tls_context_ticket_key(context, ticket_key) != 0)
        abort();
    return context;
}

static struct adsum_tls_channel *channel_of(uint8_t role, const void *session,
                                            size_t length)
{
    static struct adsum_tls_context *contexts[2];
    struct adsum_tls_start start = {.size = sizeof start,
                                    .domain = {"example.net", 11},
                                    .session = session,
                                    .session_length = (uint32_t)length};
    struct adsum_tls_channel *channel;

    if (contexts[role] == NULL)
        contexts[role] = context_of(role);
    counter = 0;
    wire_length[role] = 0;
    if (adsum_tls_channel_new(contexts[role], &start, role, &channel) != 0)
        abort();
    return channel;
}

/* In pieces as long as the bytes themselves say. */
static void to_server(const uint8_t *data, size_t size)
{
    struct adsum_tls_channel *channel = channel_of(ADSUM_TLS_SERVER, NULL, 0);
    int err = 0;

    while (size != 0 && err == 0) {
        size_t piece = 1 + data[0];
        if (piece > size)
            piece = size;
        err = adsum_tls_channel_feed(channel, data, (uint32_t)piece);
        data += piece;
        size -= piece;
    }
    adsum_tls_channel_end(channel);
    adsum_tls_channel_free(channel);
}

/* Both ends of a handshake, with bytes of it changed: place (2), change. */
static void damaged(const uint8_t *data, size_t size, const void *session,
                    size_t length)
{
    struct adsum_tls_channel *ends[2] = {
        channel_of(ADSUM_TLS_SERVER, NULL, 0),
        channel_of(ADSUM_TLS_CLIENT, session, length)};
    uint32_t fed[2] = {0, 0}, passed = 0;
    int err[2] = {0, adsum_tls_channel_feed(ends[1], NULL, 0)};

    for (int from = 1, idle = 0; idle < 2; from = !from) {
        uint8_t *at = wire[from] + fed[from];
        uint32_t bytes = wire_length[from] - fed[from];
        idle = bytes == 0 || err[!from] != 0 ? idle + 1 : 0;
        if (idle != 0)
            continue;
        for (size_t i = 0; i + 3 <= size; i += 3) {
            uint32_t place = (uint32_t)data[i] << 8 | data[i + 1];
            if (place >= passed && place - passed < bytes)
                at[place - passed] ^= data[i + 2];
        }
        passed += bytes;
        fed[from] = wire_length[from];
        err[!from] = adsum_tls_channel_feed(ends[!from], at, bytes);
    }
    adsum_tls_channel_write(ends[0], "x", 1);
    adsum_tls_channel_close(ends[1]);
    adsum_tls_channel_free(ends[0]);
    adsum_tls_channel_free(ends[1]);
}

static void as_names(const uint8_t *data, size_t size)
{
    struct adsum_tls_identity wanted = {
        .size = sizeof wanted, .services = 3, .domain = {"im.example.net", 14}};
    struct adsum_tls_name_of_peer name;
    uint32_t at = 0, length = (uint32_t)size;

    if (!adsum_tls_names_valid(data, length))
        return;
    while (adsum_tls_names_next(data, length, &at, &name))
        if (at > length)
            abort();
    adsum_tls_names_match(data, length, &wanted);
    if (length > 3) {
        wanted.domain.bytes = (const char *)data + 3;
        wanted.domain.length = length - 3;
        adsum_tls_names_match(data, length, &wanted);
    }
}

/* A certificate by whoever it may be: what is read of it is clean. */
static void as_certificate(const uint8_t *data, size_t size)
{
    mbedtls_x509_crt certificate;
    uint8_t *names;
    uint32_t bytes;

    mbedtls_x509_crt_init(&certificate);
    if (mbedtls_x509_crt_parse_der(&certificate, data, size) == 0) {
        bytes = adsum_tls_names_bytes(&certificate);
        names = malloc(bytes + 1);
        adsum_tls_names_write(&certificate, names);
        if (!adsum_tls_names_valid(names, bytes))
            abort();
        as_names(names, bytes);
        free(names);
    }
    mbedtls_x509_crt_free(&certificate);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct remembered session;

    if (size == 0 || size > 60000)
        return 0;
    switch (data[0] % 5) {
    case 0:
        to_server(data + 1, size - 1);
        break;
    case 1:
        damaged(data + 1, size - 1, NULL, 0);
        break;
    case 2:
        if (adsum_tls_session_read(data + 1, (uint32_t)size - 1, &session) &&
            session.library.length > size)
            abort();
        damaged(NULL, 0, data + 1, size - 1);
        break;
    case 3:
        as_names(data + 1, size - 1);
        break;
    default:
        as_certificate(data + 1, size - 1);
    }
    return 0;
}
