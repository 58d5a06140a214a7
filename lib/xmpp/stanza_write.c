/*
 * Writing stanzas. `to` is not among what is written here: it is put behind
 * the name, for one that it goes to after the other.
 */
#include <adsum/stanza.h>

#include "delay.h"
#include "presence_write.h"
#include "stanza_error.h"
#include "words.h"
#include "writing.h"
#include <string.h>

static void put(struct adsum_xml_writer *writer, const char *string)
{
    adsum_xml_write_raw(writer, adsum_text_of(string));
}

static void put_piece(struct adsum_xml_writer *writer, struct adsum_text text,
                      uint32_t from, uint32_t to)
{
    adsum_xml_write_raw(writer,
                        (struct adsum_text){text.bytes + from, to - from});
}

static void put_value(struct adsum_xml_writer *writer, const char *name,
                      struct adsum_text value)
{
    if (value.length == 0)
        return;
    put(writer, name);
    adsum_xml_write_value(writer, value);
    put(writer, "'");
}

/* Begin a stanza, in whichever content namespace is in force. */
static void start(struct adsum_xml_writer *writer, const char *name,
                  const char *type, struct adsum_text from,
                  struct adsum_text to, struct adsum_text id)
{
    adsum_writing_start(writer, name);
    adsum_writing_attribute(writer, "from", from);
    adsum_writing_attribute(writer, "to", to);
    if (id.length != 0 || strcmp(name, "iq") == 0) /* 8.2.3 */
        adsum_xml_write_attribute(writer, "id", id);
    if (type != NULL)
        adsum_xml_write_attribute(writer, "type", adsum_text_of(type));
}

static const struct adsum_text none;

/* How long "<name" of an element is; 0: it is none. */
static uint32_t name_end(struct adsum_text stanza)
{
    uint32_t at = 0;

    if (stanza.length == 0 || stanza.bytes[0] != '<')
        return 0;
    while (at < stanza.length && stanza.bytes[at] != ' ' &&
           stanza.bytes[at] != '>' && stanza.bytes[at] != '/')
        at++;
    return at < stanza.length ? at : 0;
}

static void put_name(struct adsum_xml_writer *writer, struct adsum_text stanza)
{
    put_piece(writer, stanza, 0, name_end(stanza));
    if (writer->content == NULL)
        put(writer, " xmlns='" ADSUM_XML_CLIENT "'");
}

int adsum_stanza_write_to(struct adsum_xml_writer *writer,
                          struct adsum_text stanza, struct adsum_text to)
{
    uint32_t before = writer->length, end = name_end(stanza);

    if (writer->error != 0)
        return writer->error;
    if (end == 0 || writer->depth != 0)
        return adsum_writing_fail(writer);
    put_name(writer, stanza);
    put_value(writer, " to='", to);
    put_piece(writer, stanza, end, stanza.length);
    return adsum_writing_end(writer, before);
}

static bool begins(struct adsum_text text, uint32_t at, const char *string)
{
    uint32_t length = (uint32_t)strlen(string);

    return length <= text.length - at &&
           memcmp(text.bytes + at, string, length) == 0;
}

/* Where something more can be put at the end of a stanza at rest: before its
 * end tag, or before the slash of an empty one. 0: it is none. */
static uint32_t content_end(struct adsum_text stanza, uint32_t name)
{
    if (stanza.length >= name + 2 && begins(stanza, stanza.length - 2, "/>"))
        return stanza.length - 2;
    if (stanza.length < 2 * name + 3 ||
        !begins(stanza, stanza.length - name - 2, "</") ||
        memcmp(stanza.bytes + stanza.length - name, stanza.bytes + 1,
               name - 1) != 0)
        return 0;
    return stanza.length - name - 2;
}

/* A stanza at rest: `from`, and when it was true. */
static void put_at_rest(struct adsum_xml_writer *writer,
                        const struct adsum_notice *notice, const char *name)
{
    struct adsum_text stanza = {notice->bytes, notice->length};
    uint32_t end = name_end(stanza);
    uint32_t close = end != 0 ? content_end(stanza, end) : 0;
    bool empty = close != 0 && stanza.bytes[close] == '/';

    if (close == 0 || end != strlen(name) + 1 || !begins(stanza, 1, name)) {
        adsum_writing_fail(writer);
        return;
    }
    put_name(writer, stanza);
    put_value(writer, " from='", notice->from);
    if (notice->time_ms == 0) {
        put_piece(writer, stanza, end, stanza.length);
        return;
    }
    put_piece(writer, stanza, end, close);
    put(writer, empty ? ">" : "");
    adsum_delay_write(writer, notice->from, notice->time_ms);
    put(writer, "</");
    put(writer, name);
    put(writer, ">");
}

/* What is told as text, or not at all, in the child that is made for it. */
static void put_text(struct adsum_xml_writer *writer,
                     const struct adsum_notice *notice, const char *child)
{
    if (notice->length != 0) {
        adsum_xml_write_start(writer, child, NULL);
        adsum_xml_write_text(
            writer, (struct adsum_text){notice->bytes, notice->length});
        adsum_xml_write_end(writer);
    }
    if (notice->time_ms != 0)
        adsum_delay_write(writer, notice->from, notice->time_ms);
    adsum_xml_write_end(writer);
}

static void put_opaque(struct adsum_xml_writer *writer,
                       const struct adsum_notice *notice, const char *name,
                       const char *type, const char *child)
{
    if (notice->length != 0 && notice->encoding == ADSUM_ENCODING_XML) {
        put_at_rest(writer, notice, name);
        return;
    }
    if (notice->length != 0 &&
        (notice->encoding != ADSUM_ENCODING_TEXT || child == NULL))
        adsum_writing_fail(writer);
    start(writer, name, type, notice->from, none, notice->id);
    put_text(writer, notice, child);
}

static void write_probe(struct adsum_xml_writer *writer,
                        const struct adsum_notice *notice)
{
    start(writer, "presence", "probe", notice->from, none, notice->id);
    adsum_xml_write_end(writer);
}

static void write_subscription(struct adsum_xml_writer *writer,
                               const struct adsum_notice *notice)
{
    put_opaque(writer, notice, "presence",
               adsum_words_at(&adsum_words_presence, notice->kind), "status");
}

static void write_message(struct adsum_xml_writer *writer,
                          const struct adsum_notice *notice)
{
    if (notice->type > ADSUM_TYPE_ERROR)
        adsum_writing_fail(writer);
    put_opaque(writer, notice, "message",
               adsum_words_at(&adsum_words_type, notice->type), "body");
}

static void write_iq(struct adsum_xml_writer *writer,
                     const struct adsum_notice *notice)
{
    if (notice->type < ADSUM_TYPE_ERROR || notice->type > ADSUM_TYPE_RESULT)
        adsum_writing_fail(writer);
    put_opaque(writer, notice, "iq",
               adsum_words_at(&adsum_words_type, notice->type), NULL);
}

/* A push has an id of its own (2.1.6), and versions are told once. */
static void write_roster(struct adsum_xml_writer *writer,
                         const struct adsum_notice *notice)
{
    char version[ADSUM_STANZA_VERSION_BYTES];
    struct adsum_text ver = adsum_stanza_version(notice->version, version);
    uint32_t type =
        notice->kind == ADSUM_PUSH ? ADSUM_TYPE_SET : ADSUM_TYPE_RESULT;

    adsum_stanza_write_iq(writer, type, notice->from, none,
                          notice->id.length != 0 ? notice->id : ver);
    adsum_stanza_write_roster(writer, ver);
    for (uint32_t i = 0; i < notice->item_count; i++)
        adsum_stanza_write_item(writer, &notice->items[i]);
    adsum_xml_write_end(writer);
    adsum_xml_write_end(writer);
}

static bool is_error(const struct adsum_notice *notice)
{
    struct adsum_text stanza = {notice->bytes, notice->length};
    uint32_t at = name_end(stanza), quotes;

    if (at == 0 || notice->encoding != ADSUM_ENCODING_XML)
        return false;
    while (at < stanza.length && stanza.bytes[at] == ' ') {
        if (begins(stanza, at, " type='error'"))
            return true;
        for (quotes = 0; at < stanza.length && quotes < 2; at++)
            quotes += stanza.bytes[at] == '\'';
    }
    return false;
}

static void write_bounce(struct adsum_xml_writer *writer,
                         const struct adsum_notice *notice)
{
    const char *name = adsum_words_at(&adsum_words_element, notice->type);
    uint32_t error = adsum_stanza_error_of_condition(notice->condition);

    if (name == NULL || (error == ADSUM_STANZA_ERROR_NONE &&
                         notice->condition != ADSUM_CONDITION_NONE)) {
        adsum_writing_fail(writer);
        return;
    }
    if (is_error(notice)) {
        put_at_rest(writer, notice, name);
        return;
    }
    start(writer, name, "error", notice->from, none, notice->id);
    adsum_stanza_error_write(writer,
                             error != ADSUM_STANZA_ERROR_NONE
                                 ? error
                                 : ADSUM_STANZA_ERROR_UNDEFINED_CONDITION);
    adsum_xml_write_end(writer);
}

static void (*const writers[])(struct adsum_xml_writer *writer,
                               const struct adsum_notice *notice) = {
    [ADSUM_PRESENCE] = adsum_presence_write,
    [ADSUM_PROBE] = write_probe,
    [ADSUM_SUBSCRIBE] = write_subscription,
    [ADSUM_SUBSCRIBED] = write_subscription,
    [ADSUM_UNSUBSCRIBE] = write_subscription,
    [ADSUM_UNSUBSCRIBED] = write_subscription,
    [ADSUM_PUSH] = write_roster,
    [ADSUM_ROSTER] = write_roster,
    [ADSUM_MESSAGE] = write_message,
    [ADSUM_IQ] = write_iq,
    [ADSUM_BOUNCE] = write_bounce,
};

int adsum_stanza_write(struct adsum_xml_writer *writer,
                       const struct adsum_notice *notice)
{
    uint32_t before = writer->length;

    if (writer->error != 0)
        return writer->error;
    if (notice->size < sizeof *notice || notice->kind == 0 ||
        notice->kind > ADSUM_BOUNCE || writer->depth != 0)
        return adsum_writing_fail(writer);
    writers[notice->kind](writer, notice);
    return adsum_writing_end(writer, before);
}

int adsum_stanza_write_iq(struct adsum_xml_writer *writer, uint32_t type,
                          struct adsum_text from, struct adsum_text to,
                          struct adsum_text id)
{
    if (type < ADSUM_TYPE_ERROR || type > ADSUM_TYPE_RESULT)
        adsum_writing_fail(writer);
    start(writer, "iq", adsum_words_at(&adsum_words_type, type), from, to, id);
    return writer->error;
}

int adsum_stanza_write_result(struct adsum_xml_writer *writer,
                              const struct adsum_stanza *stanza)
{
    return adsum_stanza_write_iq(writer, ADSUM_TYPE_RESULT, stanza->to,
                                 stanza->from, stanza->id);
}

/* 8.3.1 */
static bool is_answered(const struct adsum_stanza *stanza)
{
    const struct adsum_notice *notice = &stanza->notice;

    return stanza->action != ADSUM_STANZA_IGNORE &&
           notice->kind != ADSUM_BOUNCE && notice->kind != ADSUM_ROSTER &&
           notice->type != ADSUM_TYPE_ERROR &&
           notice->type != ADSUM_TYPE_RESULT;
}

int adsum_stanza_write_error(struct adsum_xml_writer *writer,
                             const struct adsum_stanza *stanza, uint32_t error)
{
    const char *name = adsum_words_at(&adsum_words_element, stanza->kind);
    uint32_t before = writer->length;

    if (writer->error != 0 || !is_answered(stanza))
        return writer->error;
    if (name == NULL || adsum_stanza_error(error)[0] == '\0' ||
        writer->depth != 0)
        return adsum_writing_fail(writer);
    start(writer, name, "error", stanza->to, stanza->from, stanza->id);
    adsum_stanza_error_write(writer, error);
    adsum_xml_write_end(writer);
    return adsum_writing_end(writer, before);
}
