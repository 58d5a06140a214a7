/*
 * Roster items: what an edge alone does not say. An item has a record only if
 * it has a name, groups, is pre-approved, or is listed with no subscription.
 */
#ifndef ADSUM_CORE_ITEM_H
#define ADSUM_CORE_ITEM_H

#include "service.h"

enum {
    ADSUM_LABEL_APPROVED = 1,
    ADSUM_LABEL_LISTED = 2 /* an item whatever its subscription */
};

struct item {
    uint32_t link; /* of the map */
    uint32_t user;
    uint32_t contact;
    uint32_t label; /* kept: flags, groups' atoms, name */
};

/** The label of an item; 0: it has none. */
uint32_t adsum_item_label(const struct adsum_service *service, uint32_t user,
                          uint32_t contact);
/** Let adsum_item_relabel() of one more item succeed. 0 or NO_MEMORY. */
int adsum_item_reserve(struct adsum_service *service, uint32_t count);
/** Give an item another label, 0: none. The old one is dropped. */
void adsum_item_relabel(struct adsum_service *service, uint32_t user,
                        uint32_t contact, uint32_t label);

/** Make a label; 0 in *ret where there is nothing to say. 0, NO_MEMORY, LIMIT.
 */
int adsum_label_make(struct adsum_service *service, uint8_t flags,
                     const struct adsum_item *item, uint32_t *ret);
/** The same with other flags. */
int adsum_label_change(struct adsum_service *service, uint32_t label,
                       uint8_t flags, uint32_t *ret);
void adsum_label_drop(struct adsum_service *service, uint32_t label);
uint8_t adsum_label_flags(const struct adsum_service *service, uint32_t label);

/**
 * Show an item. Its groups lie in `groups`, limits.groups of them; the contact
 * is composed in `contact_room`. Without `groups`: only how many there are.
 */
void adsum_item_show(const struct adsum_service *service, uint32_t contact,
                     uint32_t bits, uint32_t label, char *contact_room,
                     struct adsum_text *groups, struct adsum_item *ret);

/** One of the groups of an item that has a label. */
struct adsum_text adsum_label_group(const struct adsum_service *service,
                                    uint32_t label, uint32_t index);

/** Is it an item of the roster, or only a request? */
bool adsum_item_visible(uint32_t bits, uint8_t flags);

/** Check name and groups. 0, INVALID, LIMIT. */
int adsum_item_check(const struct adsum_service *service,
                     const struct adsum_item *item);

extern const struct map_class adsum_item_class;

#endif
