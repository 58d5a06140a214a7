/* Users in memory, and giving those up that nobody needs. */
#ifndef PRESENCED_LOADED_H
#define PRESENCED_LOADED_H

#include <adsum.h>

struct loaded_user;

struct loaded {
    struct loaded_user *users;
    uint32_t count, room;
    uint32_t next; /* to be looked at */
};

/** Note one. Returns 0, or ADSUM_ERR_NO_MEMORY. */
int loaded_add(struct loaded *loaded, struct adsum_text address,
               uint64_t now_ms);

/**
 * A second passed: look at some, so that all are seen within a minute.
 *
 * @all  not 0: at all of them, and however long they are here
 */
void loaded_second(struct loaded *loaded, struct adsum_service *service,
                   uint64_t now_ms, int all);

void loaded_deinit(struct loaded *loaded);

#endif
