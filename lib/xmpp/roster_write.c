/*
 * Writing what stands in IQs of rosters (RFC 6121 2.1) and block lists
 * (XEP-0191 3).
 */
#include <adsum/stanza.h>

#include "words.h"
#include "writing.h"

#define ROSTER   "jabber:iq:roster"
#define BLOCKING "urn:xmpp:blocking"

static void attribute(struct adsum_xml_writer *writer, const char *name,
                      const char *value)
{
    adsum_xml_write_attribute(writer, name, adsum_text_of(value));
}

struct adsum_text adsum_stanza_version(uint64_t version, char *buffer)
{
    char digits[ADSUM_STANZA_VERSION_BYTES];
    struct adsum_text made = {buffer, 0};
    uint32_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + version % 10);
        version /= 10;
    } while (version != 0);
    while (at < sizeof digits)
        buffer[made.length++] = digits[at++];
    return made;
}

int adsum_stanza_write_roster(struct adsum_xml_writer *writer,
                              struct adsum_text version)
{
    adsum_xml_write_start(writer, "query", ROSTER);
    if (version.bytes != NULL)
        adsum_xml_write_attribute(writer, "ver", version);
    return writer->error;
}

int adsum_stanza_write_item(struct adsum_xml_writer *writer,
                            const struct adsum_item *item)
{
    const char *subscription =
        adsum_words_at(&adsum_words_subscription, item->subscription);

    if (subscription == NULL)
        return adsum_writing_fail(writer);
    adsum_xml_write_start(writer, "item", NULL);
    adsum_xml_write_attribute(writer, "jid", item->contact);
    adsum_writing_attribute(writer, "name", item->name);
    attribute(writer, "subscription", subscription);
    if (item->ask != 0)
        attribute(writer, "ask", "subscribe");
    if (item->approved != 0)
        attribute(writer, "approved", "true");
    for (uint32_t i = 0; i < item->group_count; i++) {
        adsum_xml_write_start(writer, "group", NULL);
        adsum_xml_write_text(writer, item->groups[i]);
        adsum_xml_write_end(writer);
    }
    return adsum_xml_write_end(writer);
}

int adsum_stanza_write_blocks(struct adsum_xml_writer *writer, uint32_t action)
{
    const char *name = action == ADSUM_STANZA_BLOCK_LIST ? "blocklist"
                       : action == ADSUM_STANZA_BLOCK    ? "block"
                       : action == ADSUM_STANZA_UNBLOCK  ? "unblock"
                                                         : NULL;

    if (name == NULL)
        return adsum_writing_fail(writer);
    return adsum_xml_write_start(writer, name, BLOCKING);
}

int adsum_stanza_write_blocked(struct adsum_xml_writer *writer,
                               struct adsum_text address)
{
    adsum_xml_write_start(writer, "item", NULL);
    adsum_xml_write_attribute(writer, "jid", address);
    return adsum_xml_write_end(writer);
}
