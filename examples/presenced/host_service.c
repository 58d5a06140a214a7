/* The service, and what the core asks. */
#include "host.h"

#include <adsum/prep.h>
#include <stdlib.h>
#include <sys/random.h>

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

int host_write(struct host *host)
{
    int err = 0;

    if (!host->writing && (err = store_begin(&host->store)) == 0)
        host->writing = 1;
    return err;
}

static int32_t save(void *user, const struct adsum_change *changes,
                    uint32_t count)
{
    struct host *host = user;
    int err;

    if (host->failing)
        return 0;
    if ((err = host_write(host)) == 0)
        err = store_save(&host->store, changes, count);
    if (err != 0)
        log_say(host->log, LOG_ERROR, NULL, "not stored: %s",
                host->store.error);
    return err;
}

/* To the sender it looks the same, whatever becomes of it. */
static void keep(void *user, const struct adsum_text *to,
                 const struct adsum_notice *message)
{
    struct host *host = user;
    int err;

    if (host->failing)
        return;
    if ((err = host_write(host)) == 0)
        err = store_keep(&host->store, *to, message, host->now_ms);
    if (err != 0 && err != ADSUM_ERR_UNKNOWN)
        log_say(host->log, LOG_INFO, NULL, "a message is not kept: %s",
                adsum_name(ADSUM_NAMES_ERROR, err));
}

int32_t host_load(void *user, const struct adsum_text *address)
{
    struct host *host = user;
    int err = store_load(&host->store, host->service, *address);

    if (err >= 0)
        err = loaded_add(&host->loaded, *address, host->now_ms);
    if (err != 0)
        log_say(host->log, LOG_ERROR, NULL, "a user is not loaded: %s",
                err == ADSUM_ERR_SAVE ? host->store.error
                                      : adsum_name(ADSUM_NAMES_ERROR, err));
    return err;
}

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    adsum_c2s_deliver(((struct host *)user)->c2s, notice, targets, count);
}

static void ping(void *user, uint64_t session, uint64_t context)
{
    adsum_c2s_ping(((struct host *)user)->c2s, session, context);
}

static void ended(void *user, uint64_t session, uint64_t context,
                  uint32_t reason)
{
    adsum_c2s_ended(((struct host *)user)->c2s, session, context, reason);
}

static int make_service(struct host *host)
{
    static const struct adsum_host callbacks = {
        .size = sizeof callbacks,
        .allocate = allocate,
        .deliver = deliver,
        .save = save,
        .keep = keep,
        .ping = ping,
        .ended = ended,
    };
    const struct settings_serve *serve = &host->settings->serve;
    const struct adsum_limits limits = {
        .size = sizeof limits,
        .sessions = (uint32_t)serve->sessions,
        .idle_ms = (uint32_t)serve->idle_seconds * 1000,
        .ping_ms = (uint32_t)serve->ping_seconds * 1000,
        .busy_ms = (uint32_t)serve->busy_seconds * 1000,
        .lost_ms = (uint32_t)serve->lost_seconds * 1000,
    };
    struct adsum_options options = {
        .size = sizeof options,
        .domains = host->domains,
        .domain_count = serve->domains.count,
        .limits = &limits,
    };

    if (getrandom(options.seed, sizeof options.seed, 0) !=
        (ssize_t)sizeof options.seed)
        return ADSUM_ERR_HOST;
    return adsum_service_new(&callbacks, host, &options, &host->service);
}

static int make_streams(struct host *host)
{
    const struct settings_serve *serve = &host->settings->serve;
    const struct adsum_c2s_host callbacks = {
        .size = sizeof callbacks,
        .allocate = allocate,
        .output = peer_output,
        .secure = peer_secure,
        .closed = peer_closed,
        .load = host_load,
        .keys = host_keys,
        .available = host_available,
    };
    const struct adsum_c2s_options options = {
        .size = sizeof options,
        .domains = host->domains,
        .domain_count = serve->domains.count,
        .sasl = &host->sasl,
        .prepare = adsum_prep_address,
        .name = adsum_text_of("presenced"),
        .version = adsum_text_of(PRESENCED_VERSION),
        .stanza_bytes = (uint32_t)serve->stanza_bytes,
        .streams = (uint32_t)serve->sessions,
        .negotiating = (uint32_t)serve->unbound,
        .negotiate_ms = (uint32_t)serve->bind_seconds * 1000,
    };

    return adsum_c2s_new(&callbacks, host, &options, host->service, &host->c2s);
}

int host_begin(struct host *host)
{
    int err = make_service(host);

    if (err == 0)
        err = make_streams(host);
    if (err != 0)
        log_say(host->log, LOG_ERROR, NULL, "no service: %s",
                adsum_name(ADSUM_NAMES_ERROR, err));
    return err;
}

void host_end(struct host *host)
{
    struct adsum_c2s *c2s = host->c2s;

    adsum_c2s_free(c2s);
    host->c2s = NULL;
    (void)adsum_service_free(host->service);
    host->service = NULL;
}
