#include "federation.h"
#include "random.h"
#include <string.h>

/* Distinct and far apart in no order, so that contacts are all over. */
static void draw(uint32_t *offsets, uint32_t count, uint32_t ring,
                 uint64_t *random)
{
    for (uint32_t i = 0; i < count; i++) {
        bool again = true;

        while (again) {
            offsets[i] = random_below(random, ring);
            again = false;
            for (uint32_t j = 0; j < i; j++)
                again = again || offsets[j] == offsets[i];
        }
    }
}

static uint32_t mixed_count(const struct federation *federation)
{
    return (federation->contacts - federation->seen) / (federation->group - 1);
}

void federation_make(struct federation *federation, uint32_t users,
                     uint32_t sessions, uint32_t contacts, uint32_t seen,
                     uint64_t seed)
{
    uint64_t random = seed;

    memset(federation, 0, sizeof *federation);
    federation->group = users / sessions;
    federation->sessions = sessions < 2 * contacts ? 2 * contacts : sessions;
    federation->users = federation->sessions * federation->group;
    federation->contacts = contacts;
    federation->seen = seen;
    draw(federation->both, seen, federation->sessions, &random);
    draw(federation->mixed, mixed_count(federation), federation->sessions,
         &random);
    draw(federation->neither, contacts - mixed_count(federation),
         federation->sessions * (federation->group - 1), &random);
}

bool federation_online(const struct federation *federation, uint32_t user)
{
    return user % federation->group == 0;
}

uint32_t federation_user(const struct federation *federation, uint32_t session)
{
    return session * federation->group;
}

static uint32_t turn(uint32_t place, uint32_t offset, uint32_t ring,
                     uint32_t side)
{
    if (side != 0)
        offset = ring - offset;
    return (uint32_t)(((uint64_t)place + offset) % ring);
}

static void contacts_online(const struct federation *federation, uint32_t side,
                            uint32_t base, uint32_t *ret)
{
    uint32_t others = federation->group - 1, count = 0;

    for (uint32_t i = 0; i < federation->seen; i++)
        ret[count++] =
            turn(base, federation->both[i], federation->sessions, side) *
            federation->group;
    for (uint32_t i = 0; i < mixed_count(federation); i++) {
        uint32_t first =
            turn(base, federation->mixed[i], federation->sessions, side) *
            federation->group;

        for (uint32_t j = 1; j <= others; j++)
            ret[count++] = first + j;
    }
}

static void contacts_offline(const struct federation *federation, uint32_t side,
                             uint32_t base, uint32_t slot, uint32_t *ret)
{
    uint32_t others = federation->group - 1, count = 0;
    uint32_t place = base * others + slot - 1;

    for (uint32_t i = 0; i < mixed_count(federation); i++)
        ret[count++] =
            turn(base, federation->mixed[i], federation->sessions, side) *
            federation->group;
    for (uint32_t i = 0; count < federation->contacts; i++) {
        uint32_t far = turn(place, federation->neither[i],
                            federation->sessions * others, side);

        ret[count++] = far / others * federation->group + far % others + 1;
    }
}

void federation_contacts(const struct federation *federation, uint32_t side,
                         uint32_t user, uint32_t *ret)
{
    uint32_t base = user / federation->group;
    uint32_t slot = user % federation->group;

    if (slot == 0)
        contacts_online(federation, side, base, ret);
    else
        contacts_offline(federation, side, base, slot, ret);
}
