#include "names.h"
#include "random.h"
#include <string.h>

#define DIGITS 7u

/* Written by hand: a bench makes many millions of them. */
struct adsum_text names_bare(uint32_t user, const char *domain, char *buffer)
{
    size_t length = strlen(domain);

    memcpy(buffer, "user", 4);
    for (uint32_t i = DIGITS; i > 0; i--) {
        buffer[3 + i] = (char)('0' + user % 10);
        user /= 10;
    }
    buffer[4 + DIGITS] = '@';
    memcpy(buffer + 5 + DIGITS, domain, length + 1);
    return (struct adsum_text){buffer, (uint32_t)(5 + DIGITS + length)};
}

struct adsum_text names_resource(uint32_t user, bool distinct, char *buffer)
{
    static const char *const shared[16] = {
        "phone",    "laptop", "desktop",  "tablet",    "web",    "home",
        "work",     "mobile", "Gajim",    "Psi+",      "Pidgin", "gateway",
        "phone-3f", "bot",    "phone-7a", "laptop-c1",
    };
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
    uint64_t draw = random_mix(user + UINT64_C(0x9E3779B97F4A7C15));

    if (!distinct || draw % 2 == 0) {
        strcpy(buffer, shared[(draw >> 1) % 16]);
    } else {
        memcpy(buffer, "pixel.", 6);
        for (uint32_t i = 0; i < 8; i++)
            buffer[6 + i] = letters[(draw >> (8 + 6 * i)) % 64];
        buffer[14] = '\0';
    }
    return adsum_text_of(buffer);
}

struct adsum_text names_full(uint32_t user, const char *domain, bool distinct,
                             char *buffer)
{
    struct adsum_text bare = names_bare(user, domain, buffer);
    struct adsum_text resource;

    buffer[bare.length] = '/';
    resource = names_resource(user, distinct, buffer + bare.length + 1);
    return (struct adsum_text){buffer, bare.length + 1 + resource.length};
}
