#include "rig.h"

#include <adsum/tls.h>

static int32_t note(struct rig *rig, char letter)
{
    if (rig->call_count + 1 < sizeof rig->calls)
        rig->calls[rig->call_count] = letter;
    rig->call_count++;
    return rig->fail_at == rig->call_count ? ADSUM_ERR_NO_MEMORY : 0;
}

/* Of a hash: "h" and its number; keyed: "H"; derived: "D". */
static int32_t hash(void *user, uint32_t kind, const struct adsum_text *parts,
                    uint32_t count, uint8_t *ret)
{
    int32_t err = note(user, (char)('a' + kind));

    return err != 0 ? err
                    : adsum_tls_crypto()->hash(NULL, kind, parts, count, ret);
}

static int32_t hmac(void *user, uint32_t kind, const struct adsum_text *key,
                    const struct adsum_text *parts, uint32_t count,
                    uint8_t *ret)
{
    int32_t err = note(user, (char)('A' + kind));

    return err != 0
               ? err
               : adsum_tls_crypto()->hmac(NULL, kind, key, parts, count, ret);
}

static int32_t derive(void *user, uint32_t kind,
                      const struct adsum_text *password,
                      const struct adsum_text *salt, uint32_t iterations,
                      uint8_t *ret)
{
    int32_t err = note(user, 'D');

    if (err == 0) /* how many is work, too */
        err = note(user, (char)('0' + iterations % 10));
    return err != 0 ? err
                    : adsum_tls_crypto()->derive(NULL, kind, password, salt,
                                                 iterations, ret);
}

static int32_t random_bytes(void *user, void *ret, uint32_t length)
{
    struct rig *rig = user;
    uint8_t *bytes = ret;

    for (uint32_t i = 0; i < length; i++)
        bytes[i] = rig->random++;
    return note(rig, 'R');
}

static int32_t equal(void *user, const void *one, const void *other,
                     uint32_t length)
{
    uint32_t fail_at = ((struct rig *)user)->fail_at;

    /* It has no way to fail. */
    ((struct rig *)user)->fail_at = 0;
    note(user, 'E');
    ((struct rig *)user)->fail_at = fail_at;
    return adsum_tls_crypto()->equal(NULL, one, other, length);
}

const struct adsum_crypto *rig_crypto(void)
{
    static const struct adsum_crypto crypto = {.size = sizeof crypto,
                                               .hash = hash,
                                               .hmac = hmac,
                                               .derive = derive,
                                               .random = random_bytes,
                                               .equal = equal};

    return &crypto;
}

struct adsum_text rig_text(const char *string)
{
    struct adsum_text text = {string, (uint32_t)strlen(string)};

    return text;
}

void rig_init(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    for (uint32_t kind = ADSUM_HASH_SHA_1; kind <= ADSUM_HASH_SHA_256; kind++)
        assert_int_equal(
            adsum_sasl_keys_derive(rig_crypto(), rig, kind, rig_text("pencil"),
                                   (struct adsum_text){NULL, 0}, RIG_ITERATIONS,
                                   &rig->keys[kind]),
            0);
    rig->user = "user";
    rig->service.size = sizeof rig->service;
    rig->service.iterations = RIG_ITERATIONS;
    rig->service.least_iterations = 1;
    rig->service.crypto = rig_crypto();
    rig->service.crypto_user = rig;
    rig->service.secret = rig_text("the secret of this service");
    rig->account.size = sizeof rig->account;
    rig->account.least_iterations = 1;
    rig->account.crypto = rig_crypto();
    rig->account.crypto_user = rig;
    rig->account.name = rig_text("user");
    rig->account.password = rig_text("pencil");
    rig->server_channel.size = sizeof rig->server_channel;
    rig->server_channel.encrypted = 1;
    rig->server_channel.tls_exporter = rig_text("exported from this channel");
    rig->server_channel.tls_unique = rig_text("only once");
    rig->server_channel.tls_server_end_point = rig_text("of a certificate");
    rig->client_channel = rig->server_channel;
}

void rig_hear(struct rig *rig)
{
    struct adsum_sasl_offer offer;

    memset(&rig->heard, 0, sizeof rig->heard);
    rig->heard.mechanisms = rig->mechanisms;
    rig->heard.bindings = rig->bindings;
    assert_int_equal(
        adsum_sasl_server_offer(&rig->service, &rig->server_channel, &offer),
        0);
    for (uint32_t bit = ADSUM_SASL_EXTERNAL; bit != 0; bit >>= 1)
        if ((offer.mechanisms & bit) != 0)
            rig->mechanisms[rig->heard.mechanism_count++] =
                rig_text(adsum_sasl_name(ADSUM_SASL_NAMES_MECHANISM, bit));
    for (uint32_t bit = ADSUM_SASL_TLS_EXPORTER; bit != 0; bit >>= 1)
        if ((offer.bindings & bit) != 0)
            rig->bindings[rig->heard.binding_count++] =
                rig_text(adsum_sasl_name(ADSUM_SASL_NAMES_BINDING, bit));
}

/* Over the wire, in base 64 as in XML. */
static struct adsum_text carry(struct rig *rig, uint32_t index,
                               struct adsum_text bytes)
{
    char coded[2 * ADSUM_SASL_HELD_BYTES];
    struct adsum_text text;

    assert_int_equal(adsum_sasl_encode(bytes, coded, sizeof coded, &text), 0);
    assert_int_equal(
        adsum_sasl_decode(text, rig->wire[index], sizeof rig->wire[0], &text),
        0);
    rig->wire_length[index] = text.length;
    if (rig->tamper != NULL)
        rig->tamper(rig, index);
    text.bytes = rig->wire[index];
    text.length = rig->wire_length[index];
    return text;
}

bool rig_challenge(struct rig *rig, struct adsum_text first)
{
    struct adsum_sasl_answer *said = &rig->said_by_server;
    bool known;

    assert_int_equal(adsum_sasl_server_step(&rig->server, first, said), 0);
    if (said->state != ADSUM_SASL_KEYS)
        return said->state == ADSUM_SASL_DECIDE;
    known = !rig->nobody && said->name.length == strlen(rig->user) &&
            memcmp(said->name.bytes, rig->user, said->name.length) == 0;
    assert_int_equal(
        adsum_sasl_server_keys(&rig->server,
                               known ? &rig->keys[said->hash] : NULL, said),
        0);
    return said->state != ADSUM_SASL_FAILED;
}

static bool serve(struct rig *rig)
{
    struct adsum_sasl_answer *said = &rig->said_by_server,
                             *answered = &rig->said_by_client;
    struct adsum_text bytes = carry(rig, 0, answered->bytes);

    assert_int_equal(adsum_sasl_server_start(
                         &rig->server, &rig->service, &rig->server_channel,
                         rig_text(adsum_sasl_name(ADSUM_SASL_NAMES_MECHANISM,
                                                  answered->mechanism)),
                         said),
                     0);
    if (said->state == ADSUM_SASL_FAILED || !rig_challenge(rig, bytes))
        return false;
    if (said->state == ADSUM_SASL_SEND) {
        bytes = carry(rig, 1, said->bytes);
        assert_int_equal(adsum_sasl_client_step(&rig->client, bytes, answered),
                         0);
        if (answered->state != ADSUM_SASL_SEND)
            return false;
        bytes = carry(rig, 2, answered->bytes);
        assert_int_equal(adsum_sasl_server_step(&rig->server, bytes, said), 0);
    }
    if (said->state != ADSUM_SASL_DECIDE)
        return false;
    assert_int_equal(
        adsum_sasl_server_decide(&rig->server, rig->decision, said), 0);
    return said->state == ADSUM_SASL_DONE;
}

bool rig_run(struct rig *rig)
{
    memset(&rig->said_by_server, 0, sizeof rig->said_by_server);
    if (rig->heard.mechanisms == NULL)
        rig_hear(rig);
    assert_int_equal(adsum_sasl_client_start(&rig->client, &rig->account,
                                             &rig->client_channel, &rig->heard,
                                             &rig->said_by_client),
                     0);
    if (rig->said_by_client.state != ADSUM_SASL_SEND || !serve(rig))
        return false;
    assert_int_equal(adsum_sasl_client_success(
                         &rig->client, carry(rig, 3, rig->said_by_server.bytes),
                         &rig->said_by_client),
                     0);
    return rig->said_by_client.state == ADSUM_SASL_DONE;
}
