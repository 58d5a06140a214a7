/* What a service can be told. Where a bound is the core's, so is its default:
   see adsum/limits.h. */
#include "commands.h"
#include "log.h"

#define PLACE(field) offsetof(struct settings, serve.field)
#define A_DAY        86400u

const struct option option_data = {
    .name = "--data",
    .value = "DIR",
    .help = "the folder of the database; made if it is not there",
    .place = offsetof(struct settings, data),
    .kind = OPTION_TEXT,
    .required = 1};

static const struct option domain = {
    .name = "--domain",
    .value = "DOMAIN",
    .help = "a domain whose users are here; again for each",
    .place = PLACE(domains),
    .kind = OPTION_TEXTS,
    .required = 1};
static const struct option listen = {
    .name = "--listen",
    .value = "HOST:PORT",
    .help = "where streams begin, TLS later (STARTTLS); again for each;\n"
            "port 0: any; else "
            "127.0.0.1:5222",
    .place = PLACE(listen),
    .kind = OPTION_TEXTS};
static const struct option listen_tls = {
    .name = "--listen-tls",
    .value = "HOST:PORT",
    .help = "where TLS begins at once (XEP-0368); again for each",
    .place = PLACE(listen_tls),
    .kind = OPTION_TEXTS};
static const struct option certificate = {
    .name = "--tls-cert",
    .value = "FILE",
    .help = "certificates, ours first (PEM); read anew on SIGHUP;\n"
            "else one is made in DIR",
    .place = PLACE(certificate),
    .kind = OPTION_TEXT};
static const struct option key = {
    .name = "--tls-key",
    .value = "FILE",
    .help = "its key (PEM); else it is in the file of --tls-cert",
    .place = PLACE(key),
    .kind = OPTION_TEXT};
static const struct option plain = {
    .name = "--insecure-plain-on-loopback",
    .help = "for tests: passwords without TLS, to peers on loopback",
    .place = PLACE(plain)};
static const struct option log_level = {
    .name = "--log-level",
    .value = "LEVEL",
    .help = "what is logged: error, warning, info or debug, each with those "
            "before",
    .place = PLACE(log_level),
    .kind = OPTION_CHOICE,
    .usual = LOG_INFO,
    .choices = log_levels};

#define NUMBER(field_, name_, value_, help_, least_, most_, usual_) \
    static const struct option field_ = {.name = name_,             \
                                         .value = value_,           \
                                         .help = help_,             \
                                         .place = PLACE(field_),    \
                                         .kind = OPTION_NUMBER,     \
                                         .least = least_,           \
                                         .most = most_,             \
                                         .usual = usual_}

NUMBER(sessions, "--max-sessions", "N", "sessions at once", 1, 4194304, 100000);
NUMBER(unbound, "--max-unbound", "N",
       "connections at once that have bound no resource yet", 1, 65536, 1024);
NUMBER(unbound_per_address, "--max-unbound-per-address", "N",
       "of those, from one address or IPv6 network (/64)", 1, 65536, 128);
NUMBER(first_seconds, "--first-seconds", "S", "to a connection's first byte", 1,
       A_DAY, 10);
NUMBER(handshake_seconds, "--handshake-seconds", "S", "for TLS to begin", 1,
       A_DAY, 20);
NUMBER(bind_seconds, "--bind-seconds", "S",
       "from connecting to a bound resource", 1, A_DAY, 60);
NUMBER(idle_seconds, "--idle-seconds", "S", "of silence, until a ping", 1,
       32000, 900);
NUMBER(ping_seconds, "--ping-seconds", "S", "for its answer", 1, 32000, 60);
NUMBER(busy_seconds, "--busy-seconds", "S", "that a peer may not read", 1,
       32000, 60);
NUMBER(lost_seconds, "--detached-seconds", "S", "for a lost session to resume",
       1, 32000, 300);
NUMBER(stanza_bytes, "--stanza-bytes", "N", "of a stanza", 10000, 8388608,
       262144);
NUMBER(output_bytes, "--output-bytes", "N",
       "that wait for a peer, before it is cut off", 65536, 1073741824,
       4194304);
NUMBER(kept, "--kept-messages", "N", "for a user who is not there", 0, 1000000,
       STORE_MESSAGES);
NUMBER(kept_bytes, "--kept-bytes", "N", "of those, together", 0, 104857600,
       STORE_MESSAGE_BYTES);
NUMBER(kept_days, "--kept-days", "D", "that they are kept", 1, 36500, 30);

const struct option *const serve_options[] = {&domain,
                                              &option_data,
                                              &listen,
                                              &listen_tls,
                                              &certificate,
                                              &key,
                                              &plain,
                                              &log_level,
                                              &sessions,
                                              &unbound,
                                              &unbound_per_address,
                                              &first_seconds,
                                              &handshake_seconds,
                                              &bind_seconds,
                                              &idle_seconds,
                                              &ping_seconds,
                                              &busy_seconds,
                                              &lost_seconds,
                                              &stanza_bytes,
                                              &output_bytes,
                                              &kept,
                                              &kept_bytes,
                                              &kept_days,
                                              NULL};
