/*
 * WebSocket messages: RFC 7395.
 *
 * Each is a document of its own (3.3.3), so nothing is declared around it and
 * there is nothing to keep.
 */
#include "pool.h"

/* Only blanks may follow the element; the place of what else does. */
static uint32_t after_blanks(const char *bytes, uint32_t at, uint32_t length)
{
    while (at < length &&
           (adsum_xml_class[(uint8_t)bytes[at]] & CHAR_SPACE) != 0)
        at++;
    return at;
}

/* Returns a condition, or SCAN_ELEMENT; `ret` is how far it came. */
static uint32_t scan_message(struct adsum_xml_pool *pool, const char *bytes,
                             uint32_t length, uint32_t *ret)
{
    struct scan scan = {.where = WHERE_MESSAGE};
    struct scanner scanner = {&scan, &pool->marks, &pool->options,
                              &adsum_xml_no_header, bytes};
    uint32_t most = pool->options.stanza_bytes;
    uint32_t verdict = adsum_xml_scan(&scanner, length < most ? length : most);

    *ret = scan.length;
    if (verdict != SCAN_MORE)
        return verdict;
    if (length > most) {
        *ret = most + 1;
        return ADSUM_XML_CONDITION_POLICY_VIOLATION;
    }
    return length == 0 ? ADSUM_XML_CONDITION_BAD_FORMAT
                       : ADSUM_XML_CONDITION_NOT_WELL_FORMED;
}

static void judge(const struct adsum_xml_element *element,
                  struct adsum_xml_event *event)
{
    int open = adsum_xml_is(element, "open", NULL);
    int close = adsum_xml_is(element, "close", NULL);

    if (element->space.length == 0 ||
        ((open || close) && !adsum_xml_is(element, NULL, ADSUM_XML_FRAMING))) {
        event->kind = ADSUM_XML_FAILED;
        event->condition = ADSUM_XML_CONDITION_INVALID_NAMESPACE;
        return;
    }
    event->kind = open    ? ADSUM_XML_OPENED
                  : close ? ADSUM_XML_CLOSED
                          : ADSUM_XML_STANZA;
    event->element = element;
}

/* Returns 0 or ADSUM_ERR_NO_MEMORY. */
static int read_message(struct adsum_xml_pool *pool, struct adsum_text bytes,
                        struct adsum_xml_event *event)
{
    int err = adsum_xml_read(&pool->reader, &adsum_xml_no_header, bytes,
                             (struct adsum_text){0});

    if (err == 0)
        judge(&pool->reader.tree.root->element, event);
    if (err != READER_REFUSED)
        return err;
    event->condition = ADSUM_XML_CONDITION_INTERNAL_SERVER_ERROR;
    return 0;
}

int adsum_xml_frame(struct adsum_xml_pool *pool, const void *bytes,
                    uint32_t length, struct adsum_xml_event *ret)
{
    struct adsum_xml_event event = {.kind = ADSUM_XML_FAILED};
    uint32_t end;
    int err = 0;

    event.condition = scan_message(pool, bytes, length, &end);
    event.consumed = end;
    if (event.condition == SCAN_ELEMENT) {
        event.condition = ADSUM_XML_CONDITION_NONE;
        event.consumed = after_blanks(bytes, end, length);
        if (event.consumed == length)
            err = read_message(pool, (struct adsum_text){bytes, end}, &event);
        else
            event.condition = ADSUM_XML_CONDITION_NOT_WELL_FORMED;
        event.consumed += event.consumed < length;
    }
    if (err != 0)
        return err;
    *ret = event;
    return 0;
}
