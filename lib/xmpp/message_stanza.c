/*
 * Reading messages and IQs: RFC 6120 8.2 and 10.3, RFC 6121 5.2.2.
 */
#include "reading.h"

#include "stanza_error.h"
#include "words.h"

static void note_error(struct reading *reading)
{
    if (reading->type == ADSUM_TYPE_ERROR)
        reading->stanza.error =
            (uint8_t)adsum_stanza_error_read(reading->element);
}

static uint32_t read_notice(struct reading *reading, uint32_t kind)
{
    adsum_reading_notice(reading, kind);
    reading->stanza.notice.type = (uint8_t)reading->type;
    return adsum_reading_keep(reading);
}

/* What is not understood is normal (RFC 6121 5.2.2), and stays what it was. */
uint32_t adsum_message_read(struct reading *reading)
{
    struct adsum_stanza *stanza = &reading->stanza;

    reading->type = adsum_words_find(
        &adsum_words_type, adsum_xml_value(reading->element, "type", NULL));
    if (reading->type > ADSUM_TYPE_ERROR)
        reading->type = ADSUM_TYPE_NORMAL;
    note_error(reading);
    stanza->action = ADSUM_STANZA_SEND;
    if (reading->to.domain.length == 0) /* 10.3.1; 8.1.1.1 */
        stanza->to = reading->options.peer == ADSUM_PEER_CLIENT
                         ? reading->account.bare
                         : reading->options.address;
    return read_notice(reading, ADSUM_MESSAGE);
}

/* Requests that are answered here, not by who has the address. */
static const struct query {
    const char *name, *space;
    uint32_t type;
    uint32_t (*read)(struct reading *reading,
                     const struct adsum_xml_element *query);
} queries[] = {
    {"query", ROSTER, ADSUM_TYPE_GET, adsum_roster_read_get},
    {"query", ROSTER, ADSUM_TYPE_SET, adsum_roster_read_set},
    {"blocklist", BLOCKING, ADSUM_TYPE_GET, adsum_block_read_get},
    {"blocklist", BLOCKING, ADSUM_TYPE_SET, NULL},
    {"block", BLOCKING, ADSUM_TYPE_SET, adsum_block_read_set},
    {"block", BLOCKING, ADSUM_TYPE_GET, NULL},
    {"unblock", BLOCKING, ADSUM_TYPE_SET, adsum_block_read_set},
    {"unblock", BLOCKING, ADSUM_TYPE_GET, NULL},
};

static const struct query *query_of(const struct adsum_xml_element *child,
                                    uint32_t type)
{
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        if (queries[i].type == type &&
            adsum_xml_is(child, queries[i].name, queries[i].space))
            return &queries[i];
    return NULL;
}

static bool is_roster_set(const struct query *query)
{
    return query != NULL && query->read == adsum_roster_read_set;
}

/* Only the account itself may (RFC 6121 2.1.5); what it asks of another is no
 * request of these. */
static uint32_t read_query(struct reading *reading,
                           const struct adsum_xml_element *child)
{
    const struct query *query = query_of(child, reading->type);
    bool own = reading->options.peer == ADSUM_PEER_CLIENT &&
               adsum_reading_own(reading);

    if (!own && is_roster_set(query))
        return ADSUM_STANZA_ERROR_FORBIDDEN;
    if (!own || query == NULL)
        return ADSUM_STANZA_ERROR_NONE;
    return query->read != NULL ? query->read(reading, child)
                               : ADSUM_STANZA_ERROR_BAD_REQUEST;
}

static uint32_t read_asked(struct reading *reading,
                           const struct adsum_xml_element *child)
{
    if (reading->options.peer != ADSUM_PEER_ACCOUNT) {
        if (reading->to.resource.length != 0)
            return ADSUM_STANZA_ERROR_NONE;
        reading->stanza.action = ADSUM_STANZA_ASK;
        if (reading->to.domain.length == 0)
            reading->stanza.to = reading->account.bare;
        return read_query(reading, child);
    }
    if (reading->type == ADSUM_TYPE_SET && adsum_xml_is(child, "query", ROSTER))
        return adsum_roster_read_push(reading, child);
    return ADSUM_STANZA_ERROR_NONE;
}

/* Whether it answers this end, not somebody beyond it. */
static bool is_for_us(const struct reading *reading)
{
    switch (reading->options.peer) {
    case ADSUM_PEER_ACCOUNT:
        return adsum_text_same(reading->stanza.from, reading->account.bare);
    case ADSUM_PEER_CLIENT:
        return adsum_reading_own(reading) ||
               adsum_text_same(reading->stanza.to, reading->account.domain);
    default:
        return reading->to.resource.length == 0;
    }
}

static uint32_t read_answered(struct reading *reading,
                              const struct adsum_xml_element *child)
{
    if (is_for_us(reading))
        reading->stanza.action = ADSUM_STANZA_ANSWER;
    else if (reading->to.resource.length == 0 &&
             reading->options.peer == ADSUM_PEER_CLIENT)
        reading->stanza.action = ADSUM_STANZA_ASK;
    note_error(reading);
    if (reading->stanza.action == ADSUM_STANZA_ANSWER &&
        reading->options.peer == ADSUM_PEER_ACCOUNT &&
        reading->type == ADSUM_TYPE_RESULT && child != NULL &&
        adsum_xml_is(child, "query", ROSTER))
        return adsum_roster_read_result(reading, child);
    return ADSUM_STANZA_ERROR_NONE;
}

/* 8.2.3 */
uint32_t adsum_iq_read(struct reading *reading)
{
    const struct adsum_xml_element *child =
        adsum_reading_element(reading->element, NULL);
    uint32_t wrong;
    bool asks;

    reading->type = adsum_words_find(
        &adsum_words_type, adsum_xml_value(reading->element, "type", NULL));
    asks = reading->type == ADSUM_TYPE_GET || reading->type == ADSUM_TYPE_SET;
    if (reading->type < ADSUM_TYPE_ERROR || reading->stanza.id.bytes == NULL)
        return ADSUM_STANZA_ERROR_BAD_REQUEST;
    if (asks && (child == NULL ||
                 adsum_reading_element(reading->element, child) != NULL))
        return ADSUM_STANZA_ERROR_BAD_REQUEST;
    reading->stanza.action = ADSUM_STANZA_SEND;
    if ((wrong = read_notice(reading, ADSUM_IQ)) != 0)
        return wrong;
    if (reading->options.peer == ADSUM_PEER_ACCOUNT &&
        reading->to.domain.length == 0)
        reading->stanza.to = reading->options.address;
    return asks ? read_asked(reading, child) : read_answered(reading, child);
}
