/* What streams ask: keys, and what was kept for who was not there. */
#include "host.h"

int32_t host_keys(void *user, const struct adsum_text *address, uint32_t hash,
                  struct adsum_sasl_keys *ret)
{
    struct host *host = user;
    int err = store_account_key(&host->store, *address, hash, ret);

    if (err != 0 && err != ADSUM_ERR_UNKNOWN)
        log_say(host->log, LOG_ERROR, NULL, "keys cannot be read: %s",
                host->store.error);
    return err == ADSUM_ERR_UNKNOWN ? ADSUM_ERR_NOT_FOUND : err;
}

/* They are gone from the store when the turn has ended, and sent after it. */
void host_available(void *user, struct adsum_c2s_stream *stream,
                    const struct adsum_text *address)
{
    struct host *host = user;
    struct adsum_notice message;
    uint64_t id = 0, given = 0;
    int err;

    while ((err = store_kept(&host->store, *address, host->now_ms, id,
                             host->kept_room, host->kept_room_bytes, &message,
                             &id)) == 0 ||
           err == ADSUM_ERR_PACKED) {
        if (err == 0 && adsum_c2s_give(stream, &message) != 0)
            break;
        given = id;
    }
    if (given != 0 && host_write(host) == 0)
        (void)store_kept_gone(&host->store, *address, given);
}
