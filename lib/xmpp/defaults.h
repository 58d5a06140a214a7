/* Options of which 0 is the default: uint32_t, by where they stand. */
#ifndef ADSUM_XMPP_DEFAULTS_H
#define ADSUM_XMPP_DEFAULTS_H

#include <stddef.h>
#include <stdint.h>

struct adsum_default {
    size_t offset;
    uint32_t value;
};

#define DEFAULT(type, field, value)  \
    {                                \
        offsetof(type, field), value \
    }

void adsum_defaults(void *options, const struct adsum_default *rows,
                    size_t count);

#endif
