/*
 * A server, whatever a client says: a line with a mechanism, one with "+" if
 * there is such a user, then the responses. Who is unknown never gets in, and
 * an answer is always one of those that may come.
 */
#include "sasl_kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct adsum_sasl_service service = {
    .size = sizeof service,
    .mechanisms = 63,
    .least_iterations = 1,
    .crypto = &kit_crypto,
    .secret = {"sixteen bytes at", 16}};

static void must(int err)
{
    if (err != 0)
        abort();
}

static void give_keys(struct adsum_sasl_server *server, int known,
                      struct adsum_sasl_answer *said)
{
    static const struct adsum_text password = {"pencil", 6}, salt = {"salt", 4};
    struct adsum_sasl_keys keys;

    must(adsum_sasl_keys_derive(&kit_crypto, NULL, said->hash, password, salt,
                                4096, &keys));
    must(adsum_sasl_server_keys(server, known ? &keys : NULL, said));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct adsum_text mechanism = kit_take(&data, &size),
                      sign = kit_take(&data, &size), response;
    int known = sign.length != 0 && sign.bytes[0] == '+';
    struct adsum_sasl_server server;
    struct adsum_sasl_answer said;

    must(adsum_sasl_server_start(&server, &service, &kit_channel, mechanism,
                                 &said));
    for (int i = 0; i < 2 && said.state == ADSUM_SASL_SEND; i++) {
        response = kit_take(&data, &size);
        must(adsum_sasl_server_step(&server, response, &said));
        free((void *)(uintptr_t)response.bytes);
        if (said.state == ADSUM_SASL_KEYS)
            give_keys(&server, known, &said);
    }
    if (said.state == ADSUM_SASL_DECIDE) {
        if (!known && said.mechanism != ADSUM_SASL_EXTERNAL)
            abort();
        must(adsum_sasl_server_decide(&server, 0, &said));
        if (said.state != ADSUM_SASL_DONE)
            abort();
    } else if (said.state != ADSUM_SASL_FAILED || said.reason == 0 ||
               *adsum_sasl_name(ADSUM_SASL_NAMES_CONDITION, said.condition) ==
                   '\0') {
        abort();
    }
    free((void *)(uintptr_t)mechanism.bytes);
    free((void *)(uintptr_t)sign.bytes);
    return 0;
}
