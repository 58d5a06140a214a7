/*
 * A client, whatever a server says: a line of mechanisms and one of bindings,
 * apart by spaces, then challenges, then what comes with success. It is done
 * only if the server has signed.
 */
#include "sasl_kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    SHA_1 = ADSUM_SASL_SCRAM_SHA_1 | ADSUM_SASL_SCRAM_SHA_1_PLUS,
    SCRAM = SHA_1 | ADSUM_SASL_SCRAM_SHA_256 | ADSUM_SASL_SCRAM_SHA_256_PLUS,
    ALL = SCRAM | ADSUM_SASL_PLAIN | ADSUM_SASL_EXTERNAL
};

static const struct adsum_sasl_account account = {.size = sizeof account,
                                                  .mechanisms = ALL,
                                                  .least_iterations = 1,
                                                  .crypto = &kit_crypto,
                                                  .name = {"us,er", 5},
                                                  .password = {"pencil", 6}};

static uint32_t split(struct adsum_text line, struct adsum_text *ret)
{
    uint32_t count = 0, from = 0;

    for (uint32_t i = 0; i <= line.length; i++)
        if ((i == line.length || line.bytes[i] == ' ') &&
            count <= ADSUM_SASL_HEARD_MOST) {
            ret[count].bytes = line.bytes + from;
            ret[count++].length = i - from;
            from = i + 1;
        }
    return line.length == 0 ? 0 : count;
}

/* Is it the signature that the exchange waits for? */
static int is_signed(const uint8_t *signature, uint32_t mechanism,
                     struct adsum_text data)
{
    struct adsum_text bytes = {(const char *)signature,
                               (mechanism & SHA_1) != 0 ? 20 : 32};
    char room[64];
    struct adsum_text text;

    if (adsum_sasl_encode(bytes, room, sizeof room, &text) != 0)
        abort();
    return data.length >= text.length + 2 && memcmp(data.bytes, "v=", 2) == 0 &&
           memcmp(data.bytes + 2, text.bytes, text.length) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct adsum_text lines[2] = {kit_take(&data, &size),
                                  kit_take(&data, &size)},
                      mechanisms[ADSUM_SASL_HEARD_MOST + 1],
                      bindings[ADSUM_SASL_HEARD_MOST + 1];
    struct adsum_sasl_heard heard = {.mechanisms = mechanisms,
                                     .bindings = bindings};
    struct adsum_sasl_client client;
    struct adsum_sasl_answer said;
    int proven = 0;

    heard.mechanism_count = split(lines[0], mechanisms);
    heard.binding_count = split(lines[1], bindings);
    if (adsum_sasl_client_start(&client, &account, &kit_channel, &heard,
                                &said) != 0)
        abort();
    while (said.state == ADSUM_SASL_SEND) {
        uint32_t scram = said.mechanism & SCRAM;
        struct adsum_text line = kit_take(&data, &size);
        uint8_t signature[ADSUM_HASH_BYTES];
        int last = size == 0;

        memcpy(signature, client.signature, sizeof signature);
        if ((last ? adsum_sasl_client_success
                  : adsum_sasl_client_step)(&client, line, &said) != 0)
            abort();
        if (said.state != ADSUM_SASL_FAILED)
            proven |= scram == 0 || is_signed(signature, scram, line);
        free((void *)(uintptr_t)line.bytes);
        if (last && said.state == ADSUM_SASL_SEND)
            abort();
    }
    if (said.state == ADSUM_SASL_DONE ? !proven : said.reason == 0)
        abort();
    free((void *)(uintptr_t)lines[0].bytes);
    free((void *)(uintptr_t)lines[1].bytes);
    return 0;
}
