/*
 * Reading roster queries: RFC 6121 2.
 *
 * What a client sets is refused if it is wrong (2.3.3). What an account's
 * server says is taken as far as it can be: unknown values are as if they were
 * not there (2.1.2.5), an item without an address is none.
 */
#include "reading.h"

#include "words.h"

static uint64_t number_of(struct adsum_text version)
{
    char made[ADSUM_STANZA_VERSION_BYTES];
    uint64_t number = 0;

    for (uint32_t i = 0; i < version.length; i++)
        number = 10 * number + (uint8_t)(version.bytes[i] - '0');
    /* What is not as it would have been written is not from here. */
    return adsum_text_same(adsum_stanza_version(number, made), version) ? number
                                                                        : 0;
}

static void read_version(struct reading *reading,
                         const struct adsum_xml_element *query)
{
    reading->stanza.version = adsum_xml_value(query, "ver", NULL);
    reading->stanza.notice.version = number_of(reading->stanza.version);
}

uint32_t adsum_roster_read_get(struct reading *reading,
                               const struct adsum_xml_element *query)
{
    if (adsum_xml_child(query, "item", ROSTER) != NULL) /* 2.1.3 */
        return ADSUM_STANZA_ERROR_BAD_REQUEST;
    reading->stanza.action = ADSUM_STANZA_ROSTER_GET;
    read_version(reading, query);
    return ADSUM_STANZA_ERROR_NONE;
}

static bool has_group(const struct adsum_text *groups, uint32_t count,
                      struct adsum_text group)
{
    for (uint32_t i = 0; i < count; i++)
        if (adsum_text_same(groups[i], group))
            return true;
    return false;
}

static uint32_t count_groups(const struct reading *reading,
                             const struct adsum_xml_element *from)
{
    const struct adsum_xml_element *group =
        adsum_xml_child(from, "group", ROSTER);
    uint32_t count = 0;

    for (; group != NULL && count < reading->options.groups;
         group = adsum_xml_next(group, "group", ROSTER))
        count++;
    return count;
}

/* What is wrong with a client's next group (2.3.3). */
static uint32_t check_group(const struct reading *reading,
                            const struct adsum_text *groups, uint32_t count,
                            struct adsum_text group)
{
    if (group.length == 0 || group.length > reading->options.name_bytes)
        return ADSUM_STANZA_ERROR_NOT_ACCEPTABLE;
    if (has_group(groups, count, group))
        return ADSUM_STANZA_ERROR_BAD_REQUEST;
    return count < reading->options.groups ? ADSUM_STANZA_ERROR_NONE
                                           : ADSUM_STANZA_ERROR_NOT_ACCEPTABLE;
}

/* Of an account, those that are wrong are left out. */
static uint32_t read_groups(struct reading *reading,
                            const struct adsum_xml_element *from,
                            struct adsum_item *item)
{
    const struct adsum_xml_element *group =
        adsum_xml_child(from, "group", ROSTER);
    struct adsum_text *groups = adsum_room_take(
        &reading->room, count_groups(reading, from), sizeof *groups);
    uint32_t wrong;

    if (groups == NULL)
        return ADSUM_STANZA_ERROR_POLICY_VIOLATION;
    item->groups = groups;
    for (; group != NULL; group = adsum_xml_next(group, "group", ROSTER)) {
        struct adsum_text text = adsum_xml_text(group);

        wrong = check_group(reading, groups, item->group_count, text);
        if (wrong != 0 && reading->options.peer == ADSUM_PEER_CLIENT)
            return wrong;
        if (wrong == 0)
            groups[item->group_count++] = text;
    }
    return ADSUM_STANZA_ERROR_NONE;
}

static uint32_t read_contact(struct reading *reading,
                             const struct adsum_xml_element *from,
                             struct adsum_item *item)
{
    struct adsum_text jid = adsum_xml_value(from, "jid", NULL);
    struct adsum_address parts;
    uint32_t wrong;

    if (jid.bytes == NULL)
        return ADSUM_STANZA_ERROR_BAD_REQUEST;
    wrong = adsum_reading_address(reading, jid, &item->contact, &parts);
    if (wrong != 0)
        return wrong;
    return parts.resource.length == 0 ? ADSUM_STANZA_ERROR_NONE
                                      : ADSUM_STANZA_ERROR_NOT_ACCEPTABLE;
}

static uint32_t read_item(struct reading *reading,
                          const struct adsum_xml_element *from,
                          struct adsum_item *item)
{
    uint32_t wrong = read_contact(reading, from, item);

    if (wrong != 0)
        return wrong;
    item->name = adsum_xml_value(from, "name", NULL);
    return read_groups(reading, from, item);
}

/* 2.1.5, 2.3.3, 2.5.1; what of an item to remove else is wrong does not
 * matter. */
static uint32_t check_set(struct reading *reading,
                          const struct adsum_xml_element *from,
                          struct adsum_item *item)
{
    bool removes =
        adsum_text_is(adsum_xml_value(from, "subscription", NULL), "remove");
    uint32_t wrong = removes ? read_contact(reading, from, item)
                             : read_item(reading, from, item);

    reading->stanza.action =
        removes ? ADSUM_STANZA_ROSTER_REMOVE : ADSUM_STANZA_ROSTER_SET;
    if (wrong != 0 || removes)
        return wrong;
    if (adsum_text_same(item->contact, reading->account.bare))
        return ADSUM_STANZA_ERROR_NOT_ALLOWED;
    return item->name.length <= reading->options.name_bytes
               ? ADSUM_STANZA_ERROR_NONE
               : ADSUM_STANZA_ERROR_NOT_ACCEPTABLE;
}

static const struct adsum_xml_element *
only_item(const struct adsum_xml_element *query)
{
    const struct adsum_xml_element *from =
        adsum_xml_child(query, "item", ROSTER);

    return from != NULL && adsum_xml_next(from, "item", ROSTER) == NULL ? from
                                                                        : NULL;
}

uint32_t adsum_roster_read_set(struct reading *reading,
                               const struct adsum_xml_element *query)
{
    const struct adsum_xml_element *from = only_item(query);
    struct adsum_item *item = adsum_room_take(&reading->room, 1, sizeof *item);

    if (from == NULL)
        return ADSUM_STANZA_ERROR_BAD_REQUEST;
    if (item == NULL)
        return ADSUM_STANZA_ERROR_POLICY_VIOLATION;
    reading->stanza.notice.items = item;
    reading->stanza.notice.item_count = 1;
    return check_set(reading, from, item);
}

/* Of an account: how it stands with the contact. */
static uint32_t read_state(struct reading *reading,
                           const struct adsum_xml_element *from,
                           struct adsum_item *item)
{
    struct adsum_text approved = adsum_xml_value(from, "approved", NULL);
    uint32_t wrong = read_item(reading, from, item);

    item->subscription = (uint8_t)adsum_words_find(
        &adsum_words_subscription, adsum_xml_value(from, "subscription", NULL));
    item->ask = adsum_text_is(adsum_xml_value(from, "ask", NULL), "subscribe");
    item->approved =
        adsum_text_is(approved, "true") || adsum_text_is(approved, "1");
    return wrong;
}

static void read_head(struct reading *reading, uint32_t kind, uint32_t action,
                      const struct adsum_xml_element *query)
{
    reading->stanza.action = (uint8_t)action;
    reading->stanza.notice.kind = (uint8_t)kind;
    reading->stanza.notice.type = 0;
    reading->stanza.notice.bytes = NULL;
    reading->stanza.notice.length = 0;
    reading->stanza.notice.encoding = 0;
    read_version(reading, query);
}

/* 2.1.6: one that is not the account's is neither processed nor answered, or
 * it would tell that this client is there. */
uint32_t adsum_roster_read_push(struct reading *reading,
                                const struct adsum_xml_element *query)
{
    const struct adsum_xml_element *from = only_item(query);
    struct adsum_item *item;

    if (!adsum_text_same(reading->stanza.from, reading->account.bare)) {
        reading->stanza.action = ADSUM_STANZA_IGNORE;
        return ADSUM_STANZA_ERROR_NONE;
    }
    if (from == NULL)
        return ADSUM_STANZA_ERROR_BAD_REQUEST;
    item = adsum_room_take(&reading->room, 1, sizeof *item);
    if (item == NULL)
        return ADSUM_STANZA_ERROR_POLICY_VIOLATION;
    read_head(reading, ADSUM_PUSH, ADSUM_STANZA_PUSH, query);
    reading->stanza.notice.items = item;
    reading->stanza.notice.item_count = 1;
    return read_state(reading, from, item);
}

static uint32_t count_items(const struct adsum_xml_element *query)
{
    const struct adsum_xml_element *from =
        adsum_xml_child(query, "item", ROSTER);
    uint32_t count = 0;

    for (; from != NULL; from = adsum_xml_next(from, "item", ROSTER))
        count++;
    return count;
}

uint32_t adsum_roster_read_result(struct reading *reading,
                                  const struct adsum_xml_element *query)
{
    const struct adsum_xml_element *from =
        adsum_xml_child(query, "item", ROSTER);
    struct adsum_item *items =
        adsum_room_take(&reading->room, count_items(query), sizeof *items);
    uint32_t count = 0, wrong = 0;

    if (items == NULL)
        return ADSUM_STANZA_ERROR_POLICY_VIOLATION;
    read_head(reading, ADSUM_ROSTER, ADSUM_STANZA_ROSTER, query);
    for (; from != NULL; from = adsum_xml_next(from, "item", ROSTER)) {
        items[count] = (struct adsum_item){.group_count = 0};
        wrong = read_state(reading, from, &items[count]);
        if (wrong == ADSUM_STANZA_ERROR_POLICY_VIOLATION ||
            wrong == ADSUM_STANZA_ERROR_RESOURCE_CONSTRAINT)
            return wrong;
        if (items[count].subscription == ADSUM_SUBSCRIPTION_REMOVED)
            items[count].subscription = ADSUM_SUBSCRIPTION_NONE;
        count += wrong == 0;
    }
    reading->stanza.notice.items = items;
    reading->stanza.notice.item_count = count;
    return ADSUM_STANZA_ERROR_NONE;
}
