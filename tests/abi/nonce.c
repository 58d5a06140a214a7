/* Random bytes for a SASL nonce, as the xmpp module would ask for them. */
#include <adsum/tls.h>
#include <stdio.h>
#include <stdlib.h>

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
    (void)context;
    (void)bytes;
    (void)length;
    return 0;
}

static void input(void *user, uint64_t context, const void *bytes,
                  uint32_t length)
{
    output(user, context, bytes, length);
}

int main(void)
{
    static const struct adsum_tls_host host = {.size = sizeof host,
                                               .allocate = allocate,
                                               .output = output,
                                               .input = input};
    struct adsum_tls_policy policy = {.size = sizeof policy,
                                      .role = ADSUM_TLS_CLIENT};
    struct adsum_tls_context *context;
    char nonce[16];
    int err = adsum_tls_context_new(&host, NULL, &policy, NULL, &context);

    if (err != 0)
        return 1;
    err = adsum_tls_crypto()->random(context, nonce, sizeof nonce);
    if (err == 0)
        printf("%zu bytes\n", sizeof nonce);
    adsum_tls_context_free(context);
    return err != 0;
}
