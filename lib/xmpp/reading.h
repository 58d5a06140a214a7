/*
 * A stanza being read: what each kind's reader is given.
 *
 * Readers answer ADSUM_STANZA_ERROR_*, _NONE if nothing is wrong, and set the
 * action.
 */
#ifndef ADSUM_XMPP_READING_H
#define ADSUM_XMPP_READING_H

#include "room.h"
#include <adsum/stanza.h>
#include <stdbool.h>

#define ROSTER   "jabber:iq:roster"
#define BLOCKING "urn:xmpp:blocking"

struct reading {
    struct adsum_stanza_options options;
    const struct adsum_xml_element *element;
    struct room room;
    struct adsum_stanza stanza;
    struct adsum_address from;
    struct adsum_address to;      /* all empty: none */
    struct adsum_address account; /* of a client or an account: its own */
    uint32_t type;                /* ADSUM_TYPE_* of a message or IQ */
};

/** An address that came, prepared. */
uint32_t adsum_reading_address(struct reading *reading, struct adsum_text text,
                               struct adsum_text *ret,
                               struct adsum_address *ret_parts);

/** The whole stanza, at rest, as the notice's bytes. */
uint32_t adsum_reading_keep(struct reading *reading);

/** Whether it is to the account itself: without `to`, or to its bare address.
 */
bool adsum_reading_own(const struct reading *reading);

/** The content namespace of the stream; terminated. */
const char *adsum_reading_space(const struct reading *reading);

/** Begin the notice; it is from the sender. */
void adsum_reading_notice(struct reading *reading, uint32_t kind);

/** Whether a child is of a content namespace: where it goes they are one. */
bool adsum_reading_content(const struct adsum_xml_element *child);

/** The first child that is an element, or the next behind `after`. */
const struct adsum_xml_element *
adsum_reading_element(const struct adsum_xml_element *parent,
                      const struct adsum_xml_element *after);

uint32_t adsum_presence_read(struct reading *reading);
uint32_t adsum_message_read(struct reading *reading);
uint32_t adsum_iq_read(struct reading *reading);

/** The parts of a presence: its children but <show/> and <priority/>. */
uint32_t adsum_parts_read(struct reading *reading,
                          struct adsum_presence *presence);

/** Queries of roster and block list; `query` is the IQ's child. */
uint32_t adsum_roster_read_get(struct reading *reading,
                               const struct adsum_xml_element *query);
uint32_t adsum_roster_read_set(struct reading *reading,
                               const struct adsum_xml_element *query);
uint32_t adsum_block_read_get(struct reading *reading,
                              const struct adsum_xml_element *query);
uint32_t adsum_block_read_set(struct reading *reading,
                              const struct adsum_xml_element *query);

/** What an account's server says of the roster. */
uint32_t adsum_roster_read_push(struct reading *reading,
                                const struct adsum_xml_element *query);
uint32_t adsum_roster_read_result(struct reading *reading,
                                  const struct adsum_xml_element *query);

#endif
