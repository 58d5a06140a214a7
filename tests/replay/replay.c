/*
 * What a service was told is all that it depends on: a log of calls, played
 * again in other memory, brings the same callbacks, byte for byte.
 *
 * Calls are lines beginning with '>'; all else in the log is what came of
 * them. The first run draws its calls by lot, in memory from malloc(); the
 * second reads them from the first one's log, in a fixed buffer.
 */
#include <adsum.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CALLS = 3000, SESSIONS = 12, LOG_BYTES = 1 << 25, RAM_BYTES = 1 << 23 };

/* One call: what, whose session, to which address, and how. */
struct call {
    char what[8];
    uint32_t session, how;
    char to[48];
};

struct player {
    struct adsum_fixed ram; /* first: adsum_fixed_allocate() finds it here */
    struct adsum_service *service;
    uint64_t sessions[SESSIONS];
    uint32_t full; /* a bit per session: its output has no room */
    uint64_t now_ms;
    char *log;
    size_t used;
};

static void say(struct player *player, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(player->log + player->used, LOG_BYTES - player->used,
                           format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= LOG_BYTES - player->used)
        abort();
    player->used += (size_t)length;
}

static void say_bytes(struct player *player, const void *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        say(player, "%02x", ((const unsigned char *)bytes)[i]);
}

static void say_notice(struct player *player, const struct adsum_notice *notice,
                       const struct adsum_text *to, uint32_t count)
{
    static unsigned char packed[1 << 16];
    uint32_t length = 0;
    int err =
        adsum_notice_pack(notice, to, count, packed, sizeof packed, &length);
    say(player, " %d ", err);
    say_bytes(player, packed, err ? 0 : length);
}

/* The host ---------------------------------------------------------------- */

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user, (void)old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    struct player *player = user;
    say(player, "deliver");
    say_notice(player, notice, NULL, 0);
    for (uint32_t i = 0; i < count; i++) {
        targets[i].answer = player->full >> targets[i].context & 1;
        say(player, " %" PRIu64 ":%" PRIx64 ":%u", targets[i].context,
            targets[i].session, targets[i].answer);
    }
    say(player, "\n");
}

static uint32_t route(void *user, const struct adsum_text *destination,
                      const struct adsum_notice *notice,
                      const struct adsum_text *to, uint32_t count)
{
    struct player *player = user;
    say(player, "route %.*s", (int)destination->length, destination->bytes);
    say_notice(player, notice, to, count);
    say(player, "\n");
    return notice->kind == ADSUM_MESSAGE ? ADSUM_CONDITION_NOT_ALLOWED : 0;
}

static int32_t save(void *user, const struct adsum_change *changes,
                    uint32_t count)
{
    struct player *player = user;
    for (uint32_t i = 0; i < count; i++) {
        const struct adsum_change *change = &changes[i];
        say(player, "save %u %.*s %.*s %" PRIu64 " ", change->kind,
            (int)change->user.length, change->user.bytes,
            (int)change->contact.length, change->contact.bytes, change->number);
        say_bytes(player, change->bytes, change->length);
        if (change->item)
            say(player, " %u %u %u", change->item->subscription,
                change->item->ask, change->item->approved);
        say(player, "\n");
    }
    return 0;
}

static void keep(void *user, const struct adsum_text *to,
                 const struct adsum_notice *message)
{
    say(user, "keep");
    say_notice(user, message, to, 1);
    say(user, "\n");
}

static void ping(void *user, uint64_t session, uint64_t context)
{
    say(user, "ping %" PRIx64 " %" PRIu64 "\n", session, context);
}

static void ended(void *user, uint64_t session, uint64_t context,
                  uint32_t reason)
{
    say(user, "ended %" PRIx64 " %" PRIu64 " %u\n", session, context, reason);
}

/* The calls ---------------------------------------------------------------- */

static int publish(struct player *player, const struct call *call)
{
    struct adsum_part status = {.name = adsum_text_of("status"),
                                .bytes = call->to,
                                .length = (uint32_t)strlen(call->to)};
    struct adsum_presence presence = {.size = sizeof presence,
                                      .show = (uint8_t)(call->how % 5),
                                      .priority = (int8_t)(call->how % 7),
                                      .parts = &status,
                                      .part_count = call->how % 2};
    if (call->how % 8 == 7)
        presence = (struct adsum_presence){.size = sizeof presence,
                                           .type = ADSUM_UNAVAILABLE};
    return adsum_session_publish(player->service,
                                 player->sessions[call->session], &presence);
}

static struct adsum_notice notice_of(const struct call *call,
                                     struct adsum_presence *presence)
{
    *presence = (struct adsum_presence){.size = sizeof *presence,
                                        .type = call->how / 16 % 4 == 3};
    return (struct adsum_notice){
        .size = sizeof(struct adsum_notice),
        .kind = (uint8_t)(ADSUM_PRESENCE + call->how % 6),
        .from = adsum_text_of("rosaline@other.example/fan"),
        .id = adsum_text_of("id"),
        .presence = presence};
}

static int send(struct player *player, const struct call *call)
{
    struct adsum_presence presence;
    struct adsum_notice notice = notice_of(call, &presence);
    if (call->how % 7 == 6)
        notice = (struct adsum_notice){.size = sizeof notice,
                                       .kind = ADSUM_MESSAGE,
                                       .type = ADSUM_TYPE_CHAT,
                                       .bytes = "<message/>",
                                       .length = 10};
    return adsum_session_send(player->service, player->sessions[call->session],
                              adsum_text_of(call->to), &notice);
}

static int receive(struct player *player, const struct call *call)
{
    struct adsum_presence presence;
    struct adsum_notice notice = notice_of(call, &presence);
    struct adsum_text to = adsum_text_of(call->to);
    if (notice.kind != ADSUM_PRESENCE)
        notice.from = adsum_text_of("rosaline@other.example");
    return adsum_service_receive(
        player->service, adsum_text_of("other.example"), &notice, &to, 1);
}

static int pack(struct player *player, const struct call *call)
{
    static unsigned char packed[1 << 16];
    uint32_t length = 0;
    int err = adsum_user_pack(player->service, adsum_text_of(call->to), packed,
                              sizeof packed, &length);
    say_bytes(player, packed, err ? 0 : length);
    say(player, "\n");
    return err;
}

static int other(struct player *player, const struct call *call)
{
    struct adsum_service *service = player->service;
    uint64_t *session = &player->sessions[call->session];
    struct adsum_text to = adsum_text_of(call->to);
    struct adsum_item item = {.contact = to, .name = adsum_text_of("friend")};
    uint64_t next_ms = 0;
    switch (call->what[0]) {
    case 'a':
        player->now_ms += call->how * 10;
        return adsum_service_advance(service, player->now_ms, &next_ms);
    case 'b':
        return adsum_roster_block(service, adsum_text_of("user1@example.net"),
                                  &to, 1, call->how % 2);
    case 'c':
        return adsum_session_close(service, *session, NULL);
    case 'f':
        player->full ^= UINT32_C(1) << call->session;
        return adsum_session_ready(service, *session);
    case 'i':
        return adsum_roster_set(service, adsum_text_of("user2@example.net"),
                                &item);
    case 'l':
        return adsum_service_origin_lost(service,
                                         adsum_text_of("other.example"));
    case 'o':
        return adsum_session_open(
            service, to, call->session,
            call->how % 3 ? ADSUM_OPEN_REPLACE : ADSUM_OPEN_RENAME, session);
    default:
        return adsum_session_heard(service, *session);
    }
}

/* Each once in how many: most calls are publish and send. */
static const struct {
    char what[8];
    int (*run)(struct player *player, const struct call *call);
} kinds[] = {
    {"open", other},      {"publish", publish}, {"publish", publish},
    {"send", send},       {"send", send},       {"receive", receive},
    {"full", other},      {"full", other},      {"advance", other},
    {"item", other},      {"block", other},     {"heard", other},
    {"close", other},     {"pack", pack},       {"open", other},
    {"publish", publish}, {"send", send},       {"lost", other},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* Names are noted first: a load ends what the core still knows of the rest. */
static void load_absent(struct player *player)
{
    char names[4][64];
    struct adsum_text absent;
    uint32_t count = 0;
    while (count < 4 &&
           adsum_service_absent(player->service, count, &absent) == 0)
        snprintf(names[count++], sizeof names[0], "%.*s", (int)absent.length,
                 absent.bytes);
    while (count-- > 0)
        if (adsum_user_load(player->service, adsum_text_of(names[count]),
                            strstr(names[count], "@other") != NULL
                                ? ADSUM_USER_MIRRORED
                                : ADSUM_USER_KEPT,
                            NULL, 0) < 0)
            abort();
}

static void play(struct player *player, const struct call *call)
{
    size_t kind = 0;
    while (strcmp(kinds[kind].what, call->what) != 0)
        kind++;
    say(player, "> %s %u %u %s\n", call->what, call->session, call->how,
        call->to);
    int err = kinds[kind].run(player, call);
    for (int tries = 0; err == ADSUM_ERR_ABSENT && tries < 4; tries++) {
        load_absent(player);
        err = kinds[kind].run(player, call);
    }
    say(player, "= %d\n", err);
}

/* The two runs ------------------------------------------------------------- */

static const struct adsum_host host = {.size = sizeof host,
                                       .allocate = allocate,
                                       .deliver = deliver,
                                       .route = route,
                                       .save = save,
                                       .keep = keep,
                                       .ping = ping,
                                       .ended = ended};

static void begin(struct player *player, int fixed)
{
    struct adsum_text domain = adsum_text_of("example.net");
    struct adsum_limits limits = {.size = sizeof limits,
                                  .waiting = 6,
                                  .directed = 3,
                                  .idle_ms = 60000,
                                  .ping_ms = 20000,
                                  .busy_ms = 90000};
    struct adsum_options options = {.size = sizeof options,
                                    .domains = &domain,
                                    .domain_count = 1,
                                    .limits = &limits,
                                    .seed = {7}};
    struct adsum_host mine = host;
    if (fixed)
        mine.allocate = adsum_fixed_allocate;
    player->log = malloc(LOG_BYTES);
    if (!player->log ||
        adsum_service_new(&mine, player, &options, &player->service) != 0)
        abort();
}

static void end(struct player *player)
{
    adsum_service_free(player->service);
    say(player, "the end\n");
}

static uint32_t draw(uint64_t *lot, uint32_t below)
{
    *lot = *lot * UINT64_C(6364136223846793005) + 1;
    return (uint32_t)(*lot >> 33) % below;
}

static void record(struct player *player, uint64_t lot)
{
    begin(player, 0);
    for (int i = 0; i < CALLS; i++) {
        struct call call = {.session = draw(&lot, SESSIONS),
                            .how = draw(&lot, 1000)};
        snprintf(call.what, sizeof call.what, "%s",
                 kinds[draw(&lot, KINDS)].what);
        snprintf(call.to, sizeof call.to,
                 draw(&lot, 6) ? "user%u@example.net" : "user%u@other.example",
                 draw(&lot, 5));
        if (call.what[0] == 'o' || draw(&lot, 3) == 0)
            strcat(call.to, draw(&lot, 2) ? "/home" : "/phone");
        play(player, &call);
    }
    end(player);
}

static void replay(struct player *player, const char *log)
{
    begin(player, 1);
    for (const char *line = log; *line; line = strchr(line, '\n') + 1) {
        struct call call = {{0}, 0, 0, {0}};
        if (sscanf(line, "> %7s %" SCNu32 " %" SCNu32 " %47s", call.what,
                   &call.session, &call.how, call.to) == 4)
            play(player, &call);
    }
    end(player);
}

static int same(const struct player *first, const struct player *second)
{
    size_t at = 0, line = 1;
    while (at < first->used && at < second->used &&
           first->log[at] == second->log[at])
        line += first->log[at++] == '\n';
    if (at == first->used && at == second->used)
        return 1;
    fprintf(stderr, "the logs differ in line %zu\n", line);
    return 0;
}

int main(int argc, char **argv)
{
    uint64_t lot = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    static struct player first, second;
    second.ram.bytes = RAM_BYTES;
    second.ram.buffer = malloc(RAM_BYTES);
    if (!second.ram.buffer)
        return 1;
    memset(second.ram.buffer, 0xa5, RAM_BYTES);
    record(&first, lot);
    replay(&second, first.log);
    int agree = same(&first, &second) && second.ram.used == 0;
    printf("%d calls, a log of %zu bytes: %s\n", CALLS, first.used,
           agree ? "the same again" : "not the same");
    if (argc > 2)
        fwrite(first.log, 1, first.used, stdout);
    free(first.log);
    free(second.log);
    free(second.ram.buffer);
    return !agree;
}
