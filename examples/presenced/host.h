/*
 * The host: a service and its clients' streams, between the store and the
 * server's connections.
 *
 * All that a turn changes is one transaction, which ends before anything of it
 * is sent. If it cannot end, nothing is sent, and the service begins anew from
 * what is stored.
 */
#ifndef PRESENCED_HOST_H
#define PRESENCED_HOST_H

#include "loaded.h"
#include "server.h"
#include "store.h"

#include <adsum/c2s.h>

#define HOST_SECRET_BYTES 32u
#define PRESENCED_VERSION "0.1.0"

struct host {
    const struct settings *settings;
    const struct log *log;
    struct store store;
    struct adsum_service *service;
    struct adsum_c2s *c2s; /* NULL: it stops */
    struct adsum_crypto crypto;
    struct adsum_sasl_service sasl;
    struct adsum_text domains[SETTINGS_WORDS];
    char *domain_bytes[SETTINGS_WORDS];
    char secret[HOST_SECRET_BYTES];
    void *kept_room; /* what store_kept() reads into */
    uint32_t kept_room_bytes;
    struct loaded loaded;
    uint64_t now_ms;
    uint8_t writing; /* a transaction is begun */
    uint8_t failing; /* what happens now is not to be kept */
};

/**
 * Open the store, make the service.
 *
 * What is wrong is logged. Returns 0, or an error of adsum's.
 */
int host_init(struct host *host, const struct settings *settings,
              const struct log *log);
void host_deinit(struct host *host);

/** What the server asks, with a struct host. */
extern const struct server_host host_calls;

/* host_service.c: the service, and what the core asks. */
int host_begin(struct host *host); /* make service and streams */
void host_end(struct host *host);  /* all are told, and it is gone */
int host_write(struct host *host); /* the turn's transaction is begun */
int32_t host_load(void *user, const struct adsum_text *address);

/* host_stream.c: what streams ask. */
int32_t host_keys(void *user, const struct adsum_text *address, uint32_t hash,
                  struct adsum_sasl_keys *ret);
void host_available(void *user, struct adsum_c2s_stream *stream,
                    const struct adsum_text *address);

/* peer.c: a connection and its stream. */
void *peer_open(void *host, struct connection *connection,
                const struct peer_calls **ret_calls);
uint32_t peer_output(void *user, uint64_t context, const void *bytes,
                     uint32_t length);
void peer_secure(void *user, uint64_t context, const struct adsum_text *domain);
void peer_closed(void *user, uint64_t context, uint32_t condition);

/* statistics.c */
void host_say_statistics(void *host);

#endif
