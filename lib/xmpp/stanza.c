/*
 * Reading stanzas: who sends, to whom, and what becomes of one that is wrong.
 */
#include <adsum/stanza.h>

#include "reading.h"
#include "stanza_error.h"
#include "words.h"
#include <string.h>

static const struct row {
    const char *name;
    uint32_t kind;
    uint32_t (*read)(struct reading *reading);
} rows[] = {
    {"presence", ADSUM_PRESENCE, adsum_presence_read},
    {"message", ADSUM_MESSAGE, adsum_message_read},
    {"iq", ADSUM_IQ, adsum_iq_read},
};

const char *adsum_reading_space(const struct reading *reading)
{
    return reading->options.peer == ADSUM_PEER_SERVER ? ADSUM_XML_SERVER
                                                      : ADSUM_XML_CLIENT;
}

static const struct row *row_of(const struct reading *reading)
{
    const char *content = adsum_reading_space(reading);

    /* 4.8.5: a stanza has no prefix. */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (reading->element->prefix.length == 0 &&
            adsum_xml_is(reading->element, rows[i].name, content))
            return &rows[i];
    return NULL;
}

static uint32_t of_prepare(int err)
{
    return err == ADSUM_ERR_ROOM        ? ADSUM_STANZA_ERROR_POLICY_VIOLATION
           : err == ADSUM_ERR_NO_MEMORY ? ADSUM_STANZA_ERROR_RESOURCE_CONSTRAINT
                                        : ADSUM_STANZA_ERROR_JID_MALFORMED;
}

uint32_t adsum_reading_address(struct reading *reading, struct adsum_text text,
                               struct adsum_text *ret,
                               struct adsum_address *ret_parts)
{
    struct room *room = &reading->room;
    struct adsum_address parts;
    struct adsum_text made = text;
    int err = reading->options.prepare == NULL
                  ? adsum_address_split(text, &parts)
                  : reading->options.prepare(text, room->bytes + room->used,
                                             room->capacity - room->used, &made,
                                             &parts);

    if (err != 0)
        return of_prepare(err);
    if (reading->options.prepare != NULL)
        room->used += made.length;
    *ret = made;
    *ret_parts = parts;
    return ADSUM_STANZA_ERROR_NONE;
}

bool adsum_reading_own(const struct reading *reading)
{
    return reading->to.domain.length == 0 ||
           adsum_text_same(reading->stanza.to, reading->account.bare);
}

void adsum_reading_notice(struct reading *reading, uint32_t kind)
{
    struct adsum_notice *notice = &reading->stanza.notice;

    notice->size = sizeof *notice;
    notice->kind = (uint8_t)kind;
    notice->view = ADSUM_VIEW_ALL;
    notice->from = reading->stanza.from;
    notice->id = reading->stanza.id;
}

/* Past the end of an attribute that the writer made; `at` is its blank. */
static uint32_t attribute_end(const char *bytes, uint32_t at)
{
    for (uint32_t quotes = 0; quotes < 2; at++)
        quotes += bytes[at] == '\'';
    return at;
}

static bool is_address(const char *attribute)
{
    return strncmp(attribute, " from='", 7) == 0 ||
           strncmp(attribute, " to='", 5) == 0;
}

/* Take the addresses out of a start tag that the writer made. */
static uint32_t without_addresses(char *bytes, uint32_t length)
{
    uint32_t at = 0, kept;

    while (bytes[at] != ' ' && bytes[at] != '>' && bytes[at] != '/')
        at++;
    kept = at;
    while (bytes[at] == ' ') {
        uint32_t end = attribute_end(bytes, at);

        if (!is_address(bytes + at)) {
            memmove(bytes + kept, bytes + at, end - at);
            kept += end - at;
        }
        at = end;
    }
    memmove(bytes + kept, bytes + at, length - at);
    return kept + length - at;
}

uint32_t adsum_reading_keep(struct reading *reading)
{
    struct adsum_notice *notice = &reading->stanza.notice;
    struct room *room = &reading->room;
    uint32_t at = room->used;

    if (adsum_room_write(room, reading->element, adsum_reading_space(reading),
                         NULL) != 0)
        return ADSUM_STANZA_ERROR_POLICY_VIOLATION;
    room->used = at + without_addresses(room->bytes + at, room->used - at);
    notice->bytes = room->bytes + at;
    notice->length = room->used - at;
    notice->encoding = ADSUM_ENCODING_XML;
    return ADSUM_STANZA_ERROR_NONE;
}

bool adsum_reading_content(const struct adsum_xml_element *child)
{
    return adsum_xml_is(child, NULL, ADSUM_XML_CLIENT) ||
           adsum_xml_is(child, NULL, ADSUM_XML_SERVER);
}

const struct adsum_xml_element *
adsum_reading_element(const struct adsum_xml_element *parent,
                      const struct adsum_xml_element *after)
{
    return after == NULL ? adsum_xml_child(parent, NULL, NULL)
                         : adsum_xml_next(after, NULL, NULL);
}

/* A client's is what was bound; an account may leave out its own (8.1.2.1). */
static uint32_t read_from(struct reading *reading)
{
    struct adsum_stanza *stanza = &reading->stanza;
    struct adsum_text from = adsum_xml_value(reading->element, "from", NULL);

    if (reading->options.peer == ADSUM_PEER_CLIENT) {
        stanza->from = reading->options.address;
        reading->from = reading->account;
        return ADSUM_STANZA_ERROR_NONE;
    }
    if (reading->options.peer == ADSUM_PEER_ACCOUNT && from.bytes == NULL) {
        stanza->from = reading->account.bare;
        (void)adsum_address_split(stanza->from, &reading->from);
        return ADSUM_STANZA_ERROR_NONE;
    }
    return adsum_reading_address(reading, from, &stanza->from, &reading->from);
}

static uint32_t read_to(struct reading *reading)
{
    struct adsum_text to = adsum_xml_value(reading->element, "to", NULL);

    if (to.bytes == NULL && reading->options.peer != ADSUM_PEER_SERVER)
        return ADSUM_STANZA_ERROR_NONE;
    return adsum_reading_address(reading, to, &reading->stanza.to,
                                 &reading->to);
}

/* 8.3.1: neither errors nor results are answered. And a client that answers
 * presence or messages by itself says that it is there (13.10.1). */
static bool is_answered(const struct reading *reading)
{
    struct adsum_text type = adsum_xml_value(reading->element, "type", NULL);
    bool iq = reading->stanza.kind == ADSUM_IQ;

    if (reading->options.peer == ADSUM_PEER_ACCOUNT && !iq)
        return false;
    return !adsum_text_is(type, "error") &&
           !(iq && adsum_text_is(type, "result"));
}

static void refuse(struct reading *reading, uint32_t error)
{
    memset(&reading->stanza.notice, 0, sizeof reading->stanza.notice);
    reading->stanza.addresses = NULL;
    reading->stanza.address_count = 0;
    reading->stanza.error = (uint8_t)error;
    reading->stanza.action =
        is_answered(reading) ? ADSUM_STANZA_REFUSE : ADSUM_STANZA_IGNORE;
}

static void read_as(struct reading *reading, const struct row *row)
{
    uint32_t wrong_from = read_from(reading), wrong_to = read_to(reading);
    uint32_t wrong = wrong_from != 0 ? wrong_from : wrong_to;

    if (wrong == ADSUM_STANZA_ERROR_JID_MALFORMED &&
        reading->options.peer == ADSUM_PEER_SERVER) {
        reading->stanza.action = ADSUM_STANZA_CLOSE;
        reading->stanza.condition = ADSUM_XML_CONDITION_IMPROPER_ADDRESSING;
        return;
    }
    if (wrong == 0)
        wrong = row->read(reading);
    if (wrong != 0)
        refuse(reading, wrong);
    /* To whom it would go is not known. */
    if (wrong_from != 0)
        reading->stanza.action = ADSUM_STANZA_IGNORE;
}

static int begin(struct reading *reading,
                 const struct adsum_stanza_options *options)
{
    struct adsum_stanza_options *own = &reading->options;

    if (options->size != sizeof *options || options->peer > ADSUM_PEER_ACCOUNT)
        return ADSUM_ERR_INVALID;
    *own = *options;
    own->parts = own->parts != 0 ? own->parts : 8;
    own->groups = own->groups != 0 ? own->groups : 16;
    own->name_bytes = own->name_bytes != 0 ? own->name_bytes : 1023;
    own->addresses = own->addresses != 0 ? own->addresses : 1000;
    if (own->peer == ADSUM_PEER_SERVER)
        return 0;
    return adsum_address_split(own->address, &reading->account) != 0 ||
                   reading->account.resource.length == 0
               ? ADSUM_ERR_INVALID
               : 0;
}

int adsum_stanza_read(const struct adsum_stanza_options *options,
                      const struct adsum_xml_element *element, void *room,
                      uint32_t capacity, struct adsum_stanza *ret)
{
    struct reading reading = {.element = element,
                              .room = {.bytes = room, .capacity = capacity}};
    const struct row *row;
    int err = begin(&reading, options);

    if (err != 0)
        return err;
    reading.stanza.size = sizeof reading.stanza;
    row = row_of(&reading);
    if (row != NULL) {
        reading.stanza.kind = (uint8_t)row->kind;
        reading.stanza.id = adsum_xml_value(element, "id", NULL);
        read_as(&reading, row);
    }
    *ret = reading.stanza;
    return 0;
}
