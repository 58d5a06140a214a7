#include "defaults.h"

#include <string.h>

void adsum_defaults(void *options, const struct adsum_default *rows,
                    size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t value;

        memcpy(&value, (char *)options + rows[i].offset, sizeof value);
        if (value == 0)
            memcpy((char *)options + rows[i].offset, &rows[i].value,
                   sizeof value);
    }
}
