#include "rig.h"
#include "cmocka_all.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *rig_allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    struct rig *rig = user;
    uint64_t *head = block == NULL ? NULL : (uint64_t *)block - 2, *made;

    assert_int_equal(head == NULL ? 0 : head[0], old_size);
    if (new_size > old_size && ++rig->calls == rig->fail_at)
        return NULL;
    rig->held += new_size - old_size;
    if (new_size == 0) {
        free(head);
        return NULL;
    }
    made = malloc(new_size + 2 * sizeof *made);
    assert_non_null(made);
    memset(made, 0xa5, new_size + 2 * sizeof *made);
    made[0] = new_size;
    if (head != NULL)
        memcpy(made + 2, block, old_size < new_size ? old_size : new_size);
    free(head);
    return made + 2;
}

void rig_begin(struct rig *rig)
{
    rig->options.size = sizeof rig->options;
    rig->options.allocate = rig_allocate;
    rig->options.user = rig;
    assert_int_equal(adsum_xml_pool_new(&rig->options, &rig->pool), 0);
}

void rig_end(struct rig *rig)
{
    adsum_xml_pool_free(rig->pool);
    assert_int_equal(rig->held, 0);
}

static void log_bytes(struct log *log, const char *bytes, size_t length)
{
    if (log->length + length + 1 > log->capacity) {
        log->capacity = 2 * log->capacity + length + 64;
        log->bytes = realloc(log->bytes, log->capacity);
        assert_non_null(log->bytes);
    }
    if (length != 0)
        memcpy(log->bytes + log->length, bytes, length);
    log->length += length;
    log->bytes[log->length] = '\0';
}

void log_say(struct log *log, const char *format, ...)
{
    char line[256];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    assert_true(length >= 0 && (size_t)length < sizeof line);
    log_bytes(log, line, (size_t)length);
}

void log_text(struct log *log, struct adsum_text text)
{
    log_bytes(log, text.bytes, text.length);
}

void log_free(struct log *log)
{
    free(log->bytes);
    memset(log, 0, sizeof *log);
}

static void log_name(struct log *log, struct adsum_text prefix,
                     struct adsum_text space, struct adsum_text name,
                     bool prefixes)
{
    log_say(log, "{");
    log_text(log, space);
    log_say(log, "}");
    if (prefixes && prefix.length != 0) {
        log_text(log, prefix);
        log_say(log, ":");
    }
    log_text(log, name);
}

static void log_start(struct log *log, const struct adsum_xml_element *element,
                      bool prefixes)
{
    log_say(log, "<");
    log_name(log, element->prefix, element->space, element->name, prefixes);
    for (uint32_t i = 0; prefixes && i < element->declaration_count; i++) {
        log_say(log, " xmlns:");
        log_text(log, element->declarations[i].prefix);
        log_say(log, "=");
        log_text(log, element->declarations[i].space);
    }
    for (uint32_t i = 0; i < element->attribute_count; i++) {
        const struct adsum_xml_attribute *at = &element->attributes[i];

        if (!prefixes && at->prefix.length == 3 &&
            memcmp(at->prefix.bytes, "xml", 3) == 0)
            continue;
        log_say(log, " ");
        log_name(log, at->prefix, at->space, at->name, prefixes);
        log_say(log, "=");
        log_text(log, at->value);
    }
    if (!prefixes) {
        log_say(log, " in ");
        log_text(log, adsum_xml_language(element));
    }
    log_say(log, ">");
}

void log_element(struct log *log, const struct adsum_xml_element *element,
                 bool prefixes)
{
    const struct adsum_xml_element *at = element;

    while (at != NULL) {
        if (at->name.length == 0) {
            log_say(log, "\"");
            log_text(log, at->text);
            log_say(log, "\"");
        } else {
            log_start(log, at, prefixes);
        }
        if (at->first != NULL) {
            assert_ptr_equal(at->first->parent, at);
            at = at->first;
            continue;
        }
        if (at->name.length != 0)
            log_say(log, "</>");
        for (; at != element && at->next == NULL; log_say(log, "</>"))
            at = at->parent;
        at = at == element ? NULL : at->next;
    }
}

static void log_event(struct log *log, const struct adsum_xml_event *event,
                      uint64_t taken)
{
    static const char *const kinds[] = {"nothing", "opened", "stanza", "closed",
                                        "failed"};

    log_say(log, "%u %s %s ", (unsigned)taken, kinds[event->kind],
            adsum_xml_condition(event->condition));
    if (event->element != NULL) {
        struct adsum_text language = adsum_xml_language(event->element);

        log_text(log, language);
        log_say(log, " ");
        log_element(log, event->element, true);
    }
    log_say(log, "\n");
}

void log_feed(struct rig *rig, struct adsum_xml_stream *stream, struct log *log,
              struct fed *fed, const char *bytes, size_t length)
{
    /* Exactly as long as it is, so that a byte read beyond it is seen. */
    char *copy = malloc(length + !length), *at = copy;
    struct adsum_xml_event event;

    assert_non_null(copy);
    memcpy(copy, bytes, length);
    while (length != 0 && fed->kind < ADSUM_XML_CLOSED && fed->err == 0) {
        fed->err =
            adsum_xml_feed(rig->pool, stream, 0, at, (uint32_t)length, &event);
        if (fed->err != 0)
            break;
        assert_true(event.consumed <= length);
        assert_true(event.consumed != 0);
        fed->taken += event.consumed;
        at += event.consumed;
        length -= event.consumed;
        fed->kind = event.kind;
        fed->condition = event.condition;
        if (event.kind != ADSUM_XML_NOTHING)
            log_event(log, &event, fed->taken);
    }
    free(copy);
}

struct fed feed_cut(struct rig *rig, struct log *log, const char *bytes,
                    size_t length, bool (*cut)(void *user, size_t at),
                    void *user)
{
    struct adsum_xml_stream stream = {0};
    struct fed fed = {0};
    size_t from = 0;

    for (size_t to = 1; to <= length; to++)
        if (to == length || cut(user, to)) {
            log_feed(rig, &stream, log, &fed, bytes + from, to - from);
            from = to;
        }
    if (fed.err == 0)
        log_say(log, "%s\n",
                adsum_xml_held(&stream) != 0 ? "holds a partial" : "is idle");
    adsum_xml_stream_deinit(rig->pool, &stream);
    return fed;
}

bool cut_nowhere(void *user, size_t at)
{
    (void)user;
    (void)at;
    return false;
}

bool cut_everywhere(void *user, size_t at)
{
    (void)user;
    (void)at;
    return true;
}

bool cut_at(void *user, size_t at)
{
    const size_t *cuts = user;

    return at == cuts[0] || at == cuts[1];
}

uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}
