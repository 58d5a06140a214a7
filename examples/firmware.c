/*
 * A sensor and a gateway on one board: static memory, no malloc(), no printf().
 *
 * The gateway asks to see the sensor, sees its readings, is busy for a while,
 * is cancelled, shown one more reading by direction, and blocked; at last the
 * sensor falls silent. Output is by puts() alone: where there is no C library,
 * a board gives one.
 */
#include <adsum.h>
#include <stdio.h>
#include <string.h>

#define SENSOR  "sensor@home.example"
#define GATEWAY "gateway@home.example"

/* All that may ever be there; what it comes to is printed at the end. */
static const struct adsum_limits limits = {
    .size = sizeof limits,
    .users = 4,
    .sessions = 2,
    .edges = 4,
    .text_bytes = 1536,
    .sightings = ADSUM_LIMIT_NOTHING,
    .segment_bytes = 1024,
    .user_sessions = 1,
    .contacts = 2,
    .groups = ADSUM_LIMIT_NOTHING,
    .name_bytes = ADSUM_LIMIT_NOTHING,
    .roster_changes = ADSUM_LIMIT_NOTHING,
    .requests = 1,
    .domain_requests = 1,
    .request_bytes = 64,
    .blocks = 1,
    .user_sightings = ADSUM_LIMIT_NOTHING,
    .parts = 1,
    .part_bytes = 8,
    .directed = 1,
    .waiting = 4,
    .waiting_bytes = 512,
    .idle_ms = 60000,
    .ping_ms = 10000,
    .resources = ADSUM_LIMIT_NOTHING,
};

struct board {
    struct adsum_fixed ram; /* first: adsum_fixed_allocate() finds it here */
    struct adsum_service *service;
    uint64_t sensor, gateway; /* sessions */
    uint8_t full;             /* the gateway's output */
    uint8_t failed;
};

static uint64_t memory[536];
static struct board board = {.ram = {.buffer = memory, .bytes = sizeof memory}};

/* Lines, put together without printf() ------------------------------------ */

static char line[160];
static size_t used;

static void add(const char *bytes, size_t length)
{
    if (length > sizeof line - 1 - used)
        length = sizeof line - 1 - used;
    memcpy(line + used, bytes, length);
    used += length;
}

static void add_string(const char *string)
{
    add(string, strlen(string));
}

static void add_number(uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    add(digits + at, sizeof digits - at);
}

static void end_line(void)
{
    line[used] = 0;
    puts(line);
    used = 0;
}

/* Every answer comes through here: one that is not expected ends the story. */
static void expect(const char *what, int answer, int expected)
{
    if (answer == expected)
        return;
    add_string(what);
    add_string(answer < 0 ? ": -" : ": ");
    add_number((uint64_t)(answer < 0 ? -answer : answer));
    end_line();
    board.failed = 1;
}

/* What the board does for the service ------------------------------------- */

/* adsum_name() knows all of them, and takes 1.6 KB. */
static const char *kind_name(uint8_t kind)
{
    switch (kind) {
    case ADSUM_PRESENCE:
        return "presence";
    case ADSUM_SUBSCRIBE:
        return "subscribe";
    case ADSUM_SUBSCRIBED:
        return "subscribed";
    case ADSUM_UNSUBSCRIBED:
        return "unsubscribed";
    case ADSUM_PUSH:
        return "push";
    default:
        return "something else";
    }
}

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    const struct board *me = user;
    for (uint32_t i = 0; i < count; i++) {
        if (targets[i].session == me->gateway && me->full) {
            targets[i].answer = ADSUM_BUSY;
            continue;
        }
        const struct adsum_presence *presence = notice->presence;
        add_string(targets[i].context == 'S' ? "  sensor" : "  gateway");
        add_string(" gets ");
        add_string(kind_name(notice->kind));
        add_string(" of ");
        add(notice->from.bytes, notice->from.length);
        if (presence && presence->type == ADSUM_UNAVAILABLE)
            add_string(": unavailable");
        for (uint32_t k = 0; presence && k < presence->part_count; k++) {
            add_string(": ");
            add(presence->parts[k].bytes, presence->parts[k].length);
        }
        end_line();
    }
}

static void ping(void *user, uint64_t session, uint64_t context)
{
    (void)user, (void)session;
    puts(context == 'S' ? "  sensor, are you there?"
                        : "  gateway, are you there?");
}

static void ended(void *user, uint64_t session, uint64_t context,
                  uint32_t reason)
{
    (void)user, (void)session;
    add_string(context == 'S' ? "  sensor" : "  gateway");
    add_string(reason == ADSUM_ENDED_SILENT ? " ended: silent" : " ended");
    end_line();
}

static const struct adsum_host host = {.size = sizeof host,
                                       .allocate = adsum_fixed_allocate,
                                       .deliver = deliver,
                                       .ping = ping,
                                       .ended = ended};

/* What happens ------------------------------------------------------------- */

static struct adsum_presence reading_of(struct adsum_part *part,
                                        const char *celsius)
{
    *part = (struct adsum_part){.name = adsum_text_of("celsius"),
                                .bytes = celsius,
                                .length = (uint32_t)strlen(celsius)};
    return (struct adsum_presence){
        .size = sizeof(struct adsum_presence), .parts = part, .part_count = 1};
}

static void publish(const char *celsius)
{
    struct adsum_part part;
    struct adsum_presence presence = reading_of(&part, celsius);
    expect("publish",
           adsum_session_publish(board.service, board.sensor, &presence), 0);
}

static void send(uint64_t session, const char *to, uint8_t kind,
                 const struct adsum_presence *presence)
{
    struct adsum_notice notice = {
        .size = sizeof notice, .kind = kind, .presence = presence};
    expect(
        "send",
        adsum_session_send(board.service, session, adsum_text_of(to), &notice),
        0);
}

static void advance(uint64_t now_ms)
{
    uint64_t next_ms;
    expect("advance", adsum_service_advance(board.service, now_ms, &next_ms),
           0);
}

static void power_on(void)
{
    struct adsum_walk roster = {.size = sizeof roster};
    struct adsum_options options = {.size = sizeof options,
                                    .flags = ADSUM_OPTION_RESERVE,
                                    .limits = &limits};
    expect("new", adsum_service_new(&host, &board, &options, &board.service),
           0);
    advance(1000);
    expect("open sensor",
           adsum_session_open(board.service, adsum_text_of(SENSOR "/roof"), 'S',
                              0, &board.sensor),
           0);
    expect("open gateway",
           adsum_session_open(board.service, adsum_text_of(GATEWAY "/hall"),
                              'G', 0, &board.gateway),
           0);
    expect("publish gateway",
           adsum_session_publish(board.service, board.gateway, NULL), 0);
    /* From here on it is told of its roster, and of who approves or cancels. */
    expect("ask", adsum_roster_ask(board.service, board.gateway, 0, &roster),
           0);
    publish("20.5");
}

static void see_and_be_busy(void)
{
    puts("the gateway asks, the sensor approves");
    send(board.gateway, SENSOR, ADSUM_SUBSCRIBE, NULL);
    send(board.sensor, GATEWAY, ADSUM_SUBSCRIBED, NULL);
    puts("the sensor reads 21.0");
    publish("21.0");
    puts("the gateway is busy: 21.5, 22.0 and 22.5 pass; then it is ready");
    board.full = 1;
    publish("21.5");
    publish("22.0");
    publish("22.5");
    board.full = 0;
    expect("ready", adsum_session_ready(board.service, board.gateway), 0);
}

static void take_back(void)
{
    struct adsum_text gateway = adsum_text_of(GATEWAY);
    struct adsum_part part;
    struct adsum_presence once = reading_of(&part, "23.0");
    puts("the sensor cancels: 25.0 is for nobody");
    send(board.sensor, GATEWAY, ADSUM_UNSUBSCRIBED, NULL);
    publish("25.0");
    puts("the sensor shows the gateway one reading");
    send(board.sensor, GATEWAY "/hall", ADSUM_PRESENCE, &once);
    puts("the sensor blocks the gateway, which asks again in vain");
    expect("block",
           adsum_roster_block(board.service, adsum_text_of(SENSOR), &gateway, 1,
                              1),
           0);
    send(board.gateway, SENSOR, ADSUM_SUBSCRIBE, NULL);
}

static void fall_silent(void)
{
    puts("a minute of silence; the gateway answers, the sensor does not");
    advance(1000 + limits.idle_ms + 2000);
    expect("heard", adsum_session_heard(board.service, board.gateway), 0);
    advance(1000 + limits.idle_ms + limits.ping_ms + 6000);
    expect("publish after the end",
           adsum_session_publish(board.service, board.sensor, NULL),
           ADSUM_ERR_STALE);
    expect("close", adsum_session_close(board.service, board.gateway, NULL), 0);
}

int main(void)
{
    uint64_t bytes = 0;
    expect("limits", adsum_limits_bytes(&limits, &bytes), 0);
    power_on();
    if (board.failed)
        return 1;
    see_and_be_busy();
    take_back();
    fall_silent();
    expect("free", adsum_service_free(board.service), 0);
    if (board.ram.used != 0 || board.ram.most < bytes)
        board.failed = 1;
    add_string("service bytes: ");
    add_number(bytes);
    end_line();
    return board.failed;
}
