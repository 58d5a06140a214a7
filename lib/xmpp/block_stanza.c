/*
 * Reading the commands of a block list: XEP-0191 3.
 */
#include "reading.h"

#include "words.h"

uint32_t adsum_block_read_get(struct reading *reading,
                              const struct adsum_xml_element *query)
{
    (void)query;
    reading->stanza.action = ADSUM_STANZA_BLOCK_LIST;
    return ADSUM_STANZA_ERROR_NONE;
}

static uint32_t count_items(const struct adsum_xml_element *query)
{
    const struct adsum_xml_element *item =
        adsum_xml_child(query, "item", BLOCKING);
    uint32_t count = 0;

    for (; item != NULL; item = adsum_xml_next(item, "item", BLOCKING))
        count++;
    return count;
}

static uint32_t read_items(struct reading *reading,
                           const struct adsum_xml_element *query,
                           struct adsum_text *addresses)
{
    const struct adsum_xml_element *item =
        adsum_xml_child(query, "item", BLOCKING);
    struct adsum_address parts;
    uint32_t wrong = 0;

    for (; wrong == 0 && item != NULL;
         item = adsum_xml_next(item, "item", BLOCKING)) {
        struct adsum_text jid = adsum_xml_value(item, "jid", NULL);

        wrong = jid.bytes == NULL
                    ? ADSUM_STANZA_ERROR_BAD_REQUEST
                    : adsum_reading_address(reading, jid, addresses++, &parts);
    }
    return wrong;
}

uint32_t adsum_block_read_set(struct reading *reading,
                              const struct adsum_xml_element *query)
{
    bool blocks = adsum_text_is(query->name, "block");
    uint32_t count = count_items(query);
    struct adsum_text *addresses;

    if (blocks && count == 0)
        return ADSUM_STANZA_ERROR_BAD_REQUEST;
    if (count > reading->options.addresses)
        return ADSUM_STANZA_ERROR_POLICY_VIOLATION;
    addresses = adsum_room_take(&reading->room, count, sizeof *addresses);
    if (addresses == NULL)
        return ADSUM_STANZA_ERROR_POLICY_VIOLATION;
    reading->stanza.action = blocks ? ADSUM_STANZA_BLOCK : ADSUM_STANZA_UNBLOCK;
    reading->stanza.addresses = addresses;
    reading->stanza.address_count = count;
    return read_items(reading, query, addresses);
}
