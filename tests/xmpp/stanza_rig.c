#include "stanza_rig.h"
#include "cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#define SERVER_HEADER                       \
    "<stream:stream xmlns='jabber:server' " \
    "xmlns:stream='http://etherx.jabber.org/streams' xml:lang='en'>"

const struct adsum_xml_element *end_feed(struct end *end,
                                         struct adsum_text bytes)
{
    struct adsum_xml_event event;

    assert_int_equal(adsum_xml_feed(end->rig.pool, &end->stream, 0, bytes.bytes,
                                    bytes.length, &event),
                     0);
    if (event.element == NULL || event.consumed != bytes.length)
        fail_msg("%.*s: %s", (int)bytes.length, bytes.bytes,
                 adsum_xml_condition(event.condition));
    return event.element;
}

void end_begin(struct end *end, uint32_t peer)
{
    memset(end, 0, sizeof *end);
    rig_begin(&end->rig);
    end_feed(end, adsum_text_of(peer == ADSUM_PEER_SERVER ? SERVER_HEADER
                                                          : CLIENT_HEADER));
    end->options.size = sizeof end->options;
    end->options.peer = peer;
    end->options.address = adsum_text_of("romeo@example.net/orchard");
}

void end_end(struct end *end)
{
    adsum_xml_stream_deinit(end->rig.pool, &end->stream);
    rig_end(&end->rig);
}

struct adsum_stanza end_read(struct end *end, struct adsum_text bytes)
{
    uint32_t capacity = end->room_bytes != 0 ? end->room_bytes : ROOM_BYTES;
    const struct adsum_xml_element *element = end_feed(end, bytes);
    struct adsum_stanza stanza;

    memset(end->room, 0xa5, sizeof end->room);
    assert_int_equal(
        adsum_stanza_read(&end->options, element, end->room, capacity, &stanza),
        0);
    for (uint32_t i = capacity; i < ROOM_BYTES; i++)
        assert_int_equal(((const uint8_t *)end->room)[i], 0xa5);
    return stanza;
}

static const char *const actions[] = {
    "none",          "ignore",     "refuse",     "close",
    "publish",       "send",       "roster_get", "roster_set",
    "roster_remove", "block_list", "block",      "unblock",
    "ask",           "answer",     "push",       "roster",
};

static void say_text(struct line *line, const char *name,
                     struct adsum_text text)
{
    if (text.bytes == NULL)
        return;
    line_add(line, " %s=", name);
    line_add_text(line, text);
}

static void say_encodings(struct line *line,
                          const struct adsum_presence *presence)
{
    for (uint32_t i = 0; i < presence->part_count; i++)
        line_add(line, "%s%s", i == 0 ? " in " : ",",
                 presence->parts[i].encoding == ADSUM_ENCODING_XML ? "xml"
                                                                   : "text");
}

static void say_items(struct line *line, const struct adsum_notice *notice)
{
    for (uint32_t i = 0; i < notice->item_count; i++) {
        line_add(line, " [");
        words_write_item(line, &notice->items[i]);
        line_add(line, "]");
    }
    if (notice->version != 0)
        line_add(line, " version=%u", (unsigned)notice->version);
}

void stanza_say(struct line *line, const struct adsum_stanza *stanza)
{
    line_add(line, "%s", actions[stanza->action]);
    if (stanza->error != 0)
        line_add(line, " %s", adsum_stanza_error(stanza->error));
    if (stanza->condition != 0)
        line_add(line, " %s", adsum_xml_condition(stanza->condition));
    say_text(line, "from", stanza->from);
    say_text(line, "to", stanza->to);
    say_text(line, "id", stanza->id);
    say_text(line, "ver", stanza->version);
    for (uint32_t i = 0; i < stanza->address_count; i++)
        say_text(line, "jid", stanza->addresses[i]);
    say_items(line, &stanza->notice);
    if (stanza->notice.kind == 0 || stanza->notice.kind == ADSUM_PUSH ||
        stanza->notice.kind == ADSUM_ROSTER)
        return;
    line_add(line, ": ");
    words_write_notice(line, &stanza->notice);
    if (stanza->notice.presence != NULL)
        say_encodings(line, stanza->notice.presence);
}

struct adsum_text notice_write(const struct adsum_notice *notice,
                               const char *content, const char *to)
{
    struct rig rig = {0};
    struct adsum_xml_writer once = {
        .allocate = rig_allocate, .user = &rig, .content = ADSUM_XML_CLIENT};
    struct adsum_xml_writer target = {
        .allocate = rig_allocate, .user = &rig, .content = content};
    struct adsum_text made;
    char *copy;

    assert_int_equal(adsum_stanza_write(&once, notice), 0);
    assert_int_equal(
        adsum_stanza_write_to(
            &target, (struct adsum_text){once.bytes, once.length},
            to != NULL ? adsum_text_of(to) : (struct adsum_text){NULL, 0}),
        0);
    copy = malloc(target.length + 1);
    assert_non_null(copy);
    memcpy(copy, target.bytes, target.length);
    copy[target.length] = '\0';
    made = (struct adsum_text){copy, target.length};
    rig_allocate(&rig, once.bytes, once.capacity, 0);
    rig_allocate(&rig, target.bytes, target.capacity, 0);
    assert_int_equal(rig.held, 0);
    return made;
}

/* All that a notice is, but for when it was true: that is not a client's to
 * say. */
static struct adsum_text pack(const struct adsum_notice *notice)
{
    struct adsum_notice timeless = *notice;
    struct adsum_text made = {NULL, 0};
    char *bytes;

    timeless.time_ms = 0;
    (void)adsum_notice_pack(&timeless, NULL, 0, NULL, 0, &made.length);
    made.bytes = bytes = malloc(made.length);
    assert_non_null(bytes);
    assert_int_equal(
        adsum_notice_pack(&timeless, NULL, 0, bytes, made.length, &made.length),
        0);
    return made;
}

/* What of a roster is set or asked is no notice, though it fills one. */
static bool is_told(const struct adsum_stanza *stanza)
{
    return stanza->notice.kind != 0 && stanza->notice.kind != ADSUM_ROSTER &&
           stanza->action != ADSUM_STANZA_ROSTER_SET &&
           stanza->action != ADSUM_STANZA_ROSTER_REMOVE &&
           stanza->action != ADSUM_STANZA_ROSTER_GET;
}

void notice_comes_back(const struct adsum_notice *notice)
{
    bool push = notice->kind == ADSUM_PUSH;
    struct adsum_text wrote =
        notice_write(notice, push ? ADSUM_XML_CLIENT : ADSUM_XML_SERVER,
                     "nurse@example.com/x");
    struct adsum_text was = pack(notice), is;
    struct adsum_stanza stanza;
    struct end end;

    end_begin(&end, push ? ADSUM_PEER_ACCOUNT : ADSUM_PEER_SERVER);
    stanza = end_read(&end, wrote);
    is = pack(&stanza.notice);
    if (is.length != was.length || memcmp(is.bytes, was.bytes, is.length) != 0)
        fail_msg("does not come back: %s", wrote.bytes);
    end_end(&end);
    free((char *)wrote.bytes);
    free((char *)was.bytes);
    free((char *)is.bytes);
}

void rows_mean(const struct row *rows, size_t count,
               void (*change)(struct adsum_stanza_options *options))
{
    unsigned wrong = 0;

    for (size_t i = 0; i < count; i++) {
        struct line line = {.length = 0};
        struct adsum_stanza stanza;
        struct end end;

        end_begin(&end, rows[i].peer);
        if (change != NULL)
            change(&end.options);
        stanza = end_read(&end, adsum_text_of(rows[i].stanza));
        stanza_say(&line, &stanza);
        if (strcmp(line.text, rows[i].means) != 0) {
            print_error("%s\n  is   %s\n  not  %s\n", rows[i].stanza, line.text,
                        rows[i].means);
            wrong++;
        }
        if (is_told(&stanza))
            notice_comes_back(&stanza.notice);
        end_end(&end);
    }
    assert_int_equal(wrong, 0);
}
