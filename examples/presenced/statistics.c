/* What is counted, a line "NAME NUMBER" each, beside the log: SIGUSR1. */
#include "host.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct row {
    const char *name;
    size_t place;
};

#define CORE(field)                                      \
    {                                                    \
#field, offsetof(struct adsum_statistics, field) \
    }
#define STREAM(field)                                    \
    {                                                    \
#field, offsetof(struct adsum_c2s_counts, field) \
    }

static const struct row core[] = {
    CORE(users),        CORE(sessions),     CORE(edges),
    CORE(sightings),    CORE(published),    CORE(delivered),
    CORE(waiting),      CORE(behind),       CORE(busy),
    CORE(ended_slow),   CORE(ended_silent), CORE(limits_reached),
    CORE(memory_bytes),
};

static const struct row streams[] = {
    STREAM(opened),        STREAM(refused_streams), STREAM(logins),
    STREAM(failed_logins), STREAM(resumed),         STREAM(stanzas_in),
    STREAM(stanzas_out),   STREAM(bytes_in),        STREAM(bytes_out),
    STREAM(stanza_errors), STREAM(stream_errors),
};

static void say(const struct log *log, const struct row *rows, size_t count,
                const char *prefix, const void *counts)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t value;

        memcpy(&value, (const char *)counts + rows[i].place, sizeof value);
        dprintf(log->descriptor, "%s%s %" PRIu64 "\n", prefix, rows[i].name,
                value);
    }
}

void host_say_statistics(void *user)
{
    const struct host *host = user;
    struct adsum_statistics counts = {.size = sizeof counts};
    struct adsum_c2s_counts own = {.size = sizeof own};

    if (host->c2s == NULL)
        return;
    (void)adsum_service_statistics(host->service, &counts);
    (void)adsum_c2s_statistics(host->c2s, &own);
    say(host->log, core, sizeof core / sizeof *core, "", &counts);
    say(host->log, streams, sizeof streams / sizeof *streams, "stream_", &own);
    dprintf(host->log->descriptor,
            "stream_now %" PRIu32 "\nstream_negotiating %" PRIu32
            "\nstream_detached %" PRIu32 "\n",
            own.streams, own.negotiating, own.detached);
}
