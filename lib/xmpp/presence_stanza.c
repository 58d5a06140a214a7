/*
 * Reading presence: RFC 6121 3, 4.5 to 4.7.
 */
#include "reading.h"

#include "delay.h"
#include "stanza_error.h"
#include "words.h"

/* At most one, of text alone. `ret` is as it was where there is none. */
static uint32_t only(const struct reading *reading, const char *name,
                     const struct adsum_xml_element **ret)
{
    const struct adsum_xml_element *child = reading->element->first;
    uint32_t count = 0;

    for (; child != NULL; child = child->next)
        if (adsum_reading_content(child) && adsum_xml_is(child, name, NULL)) {
            *ret = child;
            count += adsum_reading_element(child, NULL) != NULL ? 2 : 1;
        }
    return count <= 1 ? ADSUM_STANZA_ERROR_NONE
                      : ADSUM_STANZA_ERROR_BAD_REQUEST;
}

/* 4.7.2.1 */
static uint32_t read_show(const struct reading *reading, uint8_t *ret)
{
    const struct adsum_xml_element *show = NULL;
    uint32_t wrong = only(reading, "show", &show);

    if (wrong != 0 || show == NULL)
        return wrong;
    *ret = (uint8_t)adsum_words_find(&adsum_words_show, adsum_xml_text(show));
    return *ret != ADSUM_SHOW_NONE ? ADSUM_STANZA_ERROR_NONE
                                   : ADSUM_STANZA_ERROR_BAD_REQUEST;
}

/* As xs:byte is written: a sign, digits. */
static bool to_priority(struct adsum_text text, int8_t *ret)
{
    int32_t value = 0, sign = 1;
    uint32_t at = 0;

    text = adsum_text_trim(text);
    if (text.length != 0 && (text.bytes[0] == '-' || text.bytes[0] == '+'))
        sign = text.bytes[at++] == '-' ? -1 : 1;
    if (at == text.length)
        return false;
    for (; at < text.length; at++) {
        if (text.bytes[at] < '0' || text.bytes[at] > '9')
            return false;
        value = 10 * value + (text.bytes[at] - '0');
        if (value > 128)
            return false;
    }
    if (sign * value > 127)
        return false;
    *ret = (int8_t)(sign * value);
    return true;
}

/* 4.7.2.3 */
static uint32_t read_priority(const struct reading *reading, int8_t *ret)
{
    const struct adsum_xml_element *priority = NULL;
    uint32_t wrong = only(reading, "priority", &priority);

    if (wrong != 0 || priority == NULL)
        return wrong;
    return to_priority(adsum_xml_text(priority), ret)
               ? ADSUM_STANZA_ERROR_NONE
               : ADSUM_STANZA_ERROR_BAD_REQUEST;
}

static uint32_t read_content(struct reading *reading,
                             struct adsum_presence *presence)
{
    uint32_t wrong = 0;

    if (presence->type == ADSUM_AVAILABLE &&
        ((wrong = read_show(reading, &presence->show)) != 0 ||
         (wrong = read_priority(reading, &presence->priority)) != 0))
        return wrong;
    return adsum_parts_read(reading, presence);
}

/* Without `to`: of a client, a broadcast; of an account, to this end. */
static void send(struct reading *reading)
{
    struct adsum_stanza *stanza = &reading->stanza;

    stanza->action = ADSUM_STANZA_SEND;
    if (reading->to.domain.length == 0 &&
        reading->options.peer == ADSUM_PEER_ACCOUNT)
        stanza->to = reading->options.address;
}

static uint32_t read_available(struct reading *reading, uint8_t type)
{
    struct adsum_presence *presence =
        adsum_room_take(&reading->room, 1, sizeof *presence);
    struct adsum_stanza *stanza = &reading->stanza;
    uint32_t wrong;

    if (presence == NULL)
        return ADSUM_STANZA_ERROR_POLICY_VIOLATION;
    presence->size = sizeof *presence;
    presence->type = type;
    presence->id = stanza->id;
    presence->language = adsum_xml_language(reading->element);
    wrong = read_content(reading, presence);
    if (wrong != 0 && type == ADSUM_AVAILABLE)
        return wrong;
    if (wrong != 0) /* whoever leaves is let go */
        presence->part_count = 0;
    adsum_reading_notice(reading, ADSUM_PRESENCE);
    stanza->notice.id = (struct adsum_text){NULL, 0};
    stanza->notice.presence = presence;
    if (reading->options.peer != ADSUM_PEER_CLIENT)
        stanza->notice.time_ms = adsum_delay_read(reading->element);
    send(reading);
    if (reading->options.peer == ADSUM_PEER_CLIENT &&
        reading->to.domain.length == 0)
        stanza->action = ADSUM_STANZA_PUBLISH;
    return ADSUM_STANZA_ERROR_NONE;
}

/* 4.7.1: consumed, never answered. Who asked for it may see it. */
static uint32_t read_error(struct reading *reading)
{
    struct adsum_stanza *stanza = &reading->stanza;

    stanza->action = ADSUM_STANZA_IGNORE;
    stanza->error = (uint8_t)adsum_stanza_error_read(reading->element);
    if (reading->options.peer == ADSUM_PEER_CLIENT)
        return ADSUM_STANZA_ERROR_NONE;
    adsum_reading_notice(reading, ADSUM_BOUNCE);
    stanza->notice.type = ADSUM_PRESENCE;
    stanza->notice.condition =
        (uint8_t)adsum_stanza_error_condition(stanza->error);
    send(reading);
    return adsum_reading_keep(reading);
}

/* 4.3: probes are between servers; a client's is no error by itself. */
static uint32_t read_probe(struct reading *reading)
{
    if (reading->options.peer == ADSUM_PEER_ACCOUNT ||
        reading->to.domain.length == 0) {
        reading->stanza.action = ADSUM_STANZA_IGNORE;
        return ADSUM_STANZA_ERROR_NONE;
    }
    adsum_reading_notice(reading, ADSUM_PROBE);
    send(reading);
    return ADSUM_STANZA_ERROR_NONE;
}

static uint32_t read_subscription(struct reading *reading, uint32_t kind)
{
    struct adsum_stanza *stanza = &reading->stanza;

    if (reading->to.domain.length == 0 &&
        reading->options.peer == ADSUM_PEER_CLIENT)
        return ADSUM_STANZA_ERROR_BAD_REQUEST;
    adsum_reading_notice(reading, kind);
    stanza->notice.from = reading->from.bare;
    send(reading);
    if (reading->to.domain.length == 0)
        stanza->to = reading->account.bare;
    return adsum_reading_keep(reading);
}

uint32_t adsum_presence_read(struct reading *reading)
{
    struct adsum_text type = adsum_xml_value(reading->element, "type", NULL);
    uint32_t kind = adsum_words_find(&adsum_words_presence, type);

    if (type.bytes == NULL)
        return read_available(reading, ADSUM_AVAILABLE);
    switch (kind) {
    case 0: /* 4.7.1 */
        return ADSUM_STANZA_ERROR_BAD_REQUEST;
    case ADSUM_PRESENCE:
        return read_available(reading, ADSUM_UNAVAILABLE);
    case ADSUM_PROBE:
        return read_probe(reading);
    case ADSUM_BOUNCE:
        return read_error(reading);
    default:
        return read_subscription(reading, kind);
    }
}
