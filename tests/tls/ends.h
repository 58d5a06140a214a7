/*
 * Two ends and a wire between them, in memory.
 *
 *     struct ends ends;
 *     ends_init(&ends, NULL, NULL);         example.net's "dns", trusted
 *     assert_int_equal(ends_shake(&ends), 0);
 *     end_say(&ends.client, "hello");
 *     ends_pump(&ends);
 *     assert_string_equal(ends.server.heard, "hello");
 *     ends_deinit(&ends);
 *
 * Deinit of the last also checks that all memory of allocate() has come back.
 * What goes over the wire is cut into pieces of `chunk` bytes, or of random
 * ones.
 */
#ifndef TLS_ENDS_H
#define TLS_ENDS_H

#include "cmocka_all.h"

#include <adsum/tls.h>
#include <stdbool.h>

enum { HEARD_BYTES = 1 << 18 };

struct end {
    struct adsum_tls_context *context;
    struct adsum_tls_channel *channel;
    uint8_t *wire; /* what this end has sent and the other not been fed */
    uint32_t wire_length;
    uint32_t wire_room;
    uint32_t sent; /* ever */
    char *heard;   /* terminated */
    uint32_t heard_length;
    int answer;   /* the last of feed */
    bool deaf;    /* output() refuses */
    bool reenter; /* calls what it may not from its callbacks, and echoes */
};

struct ends {
    struct end client;
    struct end server;
    uint32_t chunk; /* 0: random */
    uint32_t random;
};

/* How an end is to be; NULL or zeros: a client that trusts "ca" and wants
   example.net, a server that has "dns". */
struct end_options {
    struct adsum_tls_policy policy; /* its size is filled in */
    const char *certificates[4];    /* names of files, ended by NULL */
    const char *trust;              /* a file's, without .pem; "" for none */
    const char *revoked;
    const char *domain;
    const char *address;
    const void *session;
    uint32_t session_length;
};

/* Milliseconds: the certificates are good from then on, for ten years. */
uint64_t ends_made_ms(void);
#define YEAR_MS (365 * 86400000ull)

/* A file beside the certificates; kept, terminated. */
struct adsum_text ends_file(const char *name, const char *suffix);

void ends_init(struct ends *ends, const struct end_options *client,
               const struct end_options *server);
/* The same, where memory may be refused; deinit is due in any case. */
int ends_try(struct ends *ends, const struct end_options *client,
             const struct end_options *server);
void ends_deinit(struct ends *ends);

/* A new pair of channels on the same contexts. */
void ends_again(struct ends *ends, const struct end_options *client,
                const struct end_options *server);

int ends_try_again(struct ends *ends, const struct end_options *client,
                   const struct end_options *server);

/* Credentials into their form; arrays are static, used at once. */
const struct adsum_tls_credentials *
ends_credentials(const struct end_options *options);

/* Until nothing is on the wire or an end has failed. */
void ends_pump(struct ends *ends);
/* Begin and pump; 0 if both are open. */
int ends_shake(struct ends *ends);

int end_say(struct end *end, const char *text);
struct adsum_tls_info end_info(const struct end *end);

struct ends_session {
    uint8_t bytes[2048];
    uint32_t length;
};

/* The client's session; it has one. */
void ends_keep(const struct ends *ends, struct ends_session *ret);
/* A new connection that may resume it, talks, and binds; was it resumed? */
bool ends_resume(struct ends *ends, const struct ends_session *session,
                 const struct end_options *client);
/* All three bindings are the same at both ends. */
void ends_bindings_agree(const struct ends *ends);

/* What allocate() gave, less what came back; and a call that is refused. */
extern size_t ends_bytes, ends_allocations, ends_refuse_at;
void *ends_allocate(void *user, void *block, size_t old_size, size_t new_size);

#endif
