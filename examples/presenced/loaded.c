#include "loaded.h"

#include <stdlib.h>
#include <string.h>

#define STAY_MS UINT64_C(60000)
#define PARTS   60u /* looked at one a second */

struct loaded_user {
    char *address;
    uint32_t length;
    uint64_t since_ms;
};

int loaded_add(struct loaded *loaded, struct adsum_text address,
               uint64_t now_ms)
{
    struct loaded_user user = {malloc(address.length), address.length, now_ms};

    if (user.address == NULL)
        return ADSUM_ERR_NO_MEMORY;
    if (loaded->count == loaded->room) {
        uint32_t room = loaded->room != 0 ? 2 * loaded->room : 64;
        void *made = realloc(loaded->users, room * sizeof user);

        if (made == NULL) {
            free(user.address);
            return ADSUM_ERR_NO_MEMORY;
        }
        loaded->users = made;
        loaded->room = room;
    }
    memcpy(user.address, address.bytes, address.length);
    loaded->users[loaded->count++] = user;
    return 0;
}

/* 1: it is not in memory any more. */
static int give_up(struct adsum_service *service,
                   const struct loaded_user *user, uint64_t before_ms)
{
    struct adsum_text address = {user->address, user->length};
    int err;

    if (user->since_ms > before_ms)
        return 0;
    err = adsum_user_unload(service, address);
    return err == 0 || err == ADSUM_ERR_ABSENT;
}

void loaded_second(struct loaded *loaded, struct adsum_service *service,
                   uint64_t now_ms, int all)
{
    uint32_t count = all ? loaded->count : loaded->count / PARTS + 1;
    uint64_t before_ms = all ? now_ms : now_ms - STAY_MS;

    while (count-- != 0 && loaded->count != 0) {
        struct loaded_user *user;

        if (loaded->next >= loaded->count)
            loaded->next = 0;
        user = &loaded->users[loaded->next];
        if (give_up(service, user, before_ms)) {
            free(user->address);
            *user = loaded->users[--loaded->count];
        } else {
            loaded->next++;
        }
    }
}

void loaded_deinit(struct loaded *loaded)
{
    for (uint32_t i = 0; i < loaded->count; i++)
        free(loaded->users[i].address);
    free(loaded->users);
    memset(loaded, 0, sizeof *loaded);
}
