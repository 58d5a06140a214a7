/* Making the host, and what the server asks of it. */
#include "host.h"

#include "keys.h"

#include <adsum/prep.h>
#include <adsum/tls.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static int32_t random_bytes(void *user, void *ret, uint32_t length)
{
    (void)user;
    return getrandom(ret, length, 0) == (ssize_t)length ? 0 : ADSUM_ERR_HOST;
}

static int take_domains(struct host *host)
{
    const struct settings_words *words = &host->settings->serve.domains;

    for (uint32_t i = 0; i < words->count; i++) {
        struct adsum_text text = adsum_text_of(words->words[i]);
        int err;

        host->domain_bytes[i] = malloc(ADSUM_ADDRESS_PART_BYTES);
        if (host->domain_bytes[i] == NULL)
            return ADSUM_ERR_NO_MEMORY;
        err = adsum_prep_domain(text, host->domain_bytes[i],
                                ADSUM_ADDRESS_PART_BYTES, &host->domains[i]);
        if (err != 0) {
            log_say(host->log, LOG_ERROR, NULL, "%s: not a domain",
                    words->words[i]);
            return err;
        }
    }
    return 0;
}

/* Whoever has no account looks as if there were one, after restarts too. */
static int take_secret(struct host *host)
{
    uint8_t fresh[HOST_SECRET_BYTES];
    int err = random_bytes(NULL, fresh, sizeof fresh);

    return err != 0 ? err
                    : store_secret(&host->store, adsum_text_of("sasl"), fresh,
                                   sizeof fresh, host->secret);
}

static void set_sasl(struct host *host)
{
    host->crypto = *adsum_tls_crypto();
    host->crypto.random = random_bytes;
    host->sasl = (struct adsum_sasl_service){
        .size = sizeof host->sasl,
        .clear = host->settings->serve.plain
                     ? ADSUM_SASL_PLAIN | ADSUM_SASL_SCRAM_SHA_1 |
                           ADSUM_SASL_SCRAM_SHA_256
                     : 0,
        .iterations = KEYS_ITERATIONS,
        .least_iterations = KEYS_ITERATIONS_LEAST,
        .most_iterations = KEYS_ITERATIONS_MOST,
        .crypto = &host->crypto,
        .secret = {host->secret, sizeof host->secret},
        .prepare_name = adsum_prep_local,
        .prepare_password = adsum_prep_password,
    };
}

/* store_kept(): 18 times and 256 bytes. */
static int take_room(struct host *host)
{
    host->kept_room_bytes = 18 * host->store.limits.bytes + 256;
    host->kept_room = malloc(host->kept_room_bytes);
    return host->kept_room != NULL ? 0 : ADSUM_ERR_NO_MEMORY;
}

int host_init(struct host *host, const struct settings *settings,
              const struct log *log)
{
    int err;

    memset(host, 0, sizeof *host);
    host->settings = settings;
    host->log = log;
    if ((err = take_domains(host)) != 0)
        return err;
    err = store_open(&host->store, settings->data);
    if (err == 0) {
        host->store.limits = (struct store_limits){
            (uint32_t)settings->serve.kept,
            (uint32_t)settings->serve.kept_bytes,
            settings->serve.kept_days * UINT64_C(86400000)};
        err = take_secret(host);
    }
    if (err != 0) {
        log_say(log, LOG_ERROR, NULL, "%s: %s", settings->data,
                err == ADSUM_ERR_SAVE ? host->store.error
                                      : adsum_name(ADSUM_NAMES_ERROR, err));
        return err;
    }
    set_sasl(host);
    err = take_room(host);
    return err != 0 ? err : host_begin(host);
}

void host_deinit(struct host *host)
{
    host_end(host);
    (void)(host->writing ? store_end(&host->store, 0) : 0);
    store_close(&host->store);
    loaded_deinit(&host->loaded);
    free(host->kept_room);
    for (uint32_t i = 0; i < SETTINGS_WORDS; i++)
        free(host->domain_bytes[i]);
}

/* What was done in the turn is not to be, and neither is what it told. */
static int begin_anew(struct host *host, int err)
{
    log_say(host->log, LOG_ERROR, NULL, "not stored, all begins anew: %s",
            host->store.error);
    host->failing = 1;
    host_end(host);
    loaded_deinit(&host->loaded);
    host->failing = 0;
    if (host_begin(host) != 0)
        abort(); /* without memory for a service there is none */
    return err;
}

static int commit(void *user)
{
    struct host *host = user;
    int err;

    if (!host->writing)
        return 0;
    err = store_end(&host->store, 0);
    host->writing = 0;
    return err == 0 ? 0 : begin_anew(host, err);
}

static void second(void *user, uint64_t now_ms)
{
    struct host *host = user;
    uint64_t next_ms;

    host->now_ms = now_ms;
    if (host->c2s == NULL)
        return;
    (void)adsum_c2s_advance(host->c2s, now_ms, &next_ms);
    loaded_second(&host->loaded, host->service, now_ms,
                  store_changed(&host->store));
}

static void stop(void *user)
{
    host_end(user);
}

const struct server_host host_calls = {
    .open = peer_open,
    .commit = commit,
    .second = second,
    .stop = stop,
    .statistics = host_say_statistics,
};
