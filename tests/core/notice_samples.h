/* Notices of every kind, and packing and unpacking that looks at the answers.
 */
#ifndef ADSUM_TESTS_CORE_NOTICE_SAMPLES_H
#define ADSUM_TESTS_CORE_NOTICE_SAMPLES_H

#include <adsum.h>

#define TEXT(string)              \
    {                             \
        string, sizeof string - 1 \
    }
#define NOTICE(...)                                      \
    {                                                    \
        .size = sizeof(struct adsum_notice), __VA_ARGS__ \
    }
#define COUNT(array)  (sizeof array / sizeof *array)
#define LIST(list)    .parts = list, .part_count = COUNT(list)
#define ITEMS(list)   .items = list, .item_count = COUNT(list)
#define BYTES(string) .bytes = string, .length = sizeof string - 1

enum { JULIET_PARTS = 3, GROUPS = 3, MEMBERS = 3, TARGETS = 3, NOTICES = 18 };

extern const struct adsum_part juliet_parts[JULIET_PARTS];
extern const struct adsum_presence juliet_gone;
extern const struct adsum_text groups[GROUPS];
extern const struct adsum_item items[MEMBERS];
extern const struct adsum_text targets[TARGETS];

/* One of each kind, and what varies in it. */
extern const struct adsum_notice notices[NOTICES];

/* Packed bytes in memory that ends where they do. */
struct packed {
    unsigned char *bytes;
    uint32_t length;
};

struct packed pack(const struct adsum_notice *notice,
                   const struct adsum_text *to, uint32_t count);

/*
 * Unpack into room of that capacity, `shift` bytes away from its alignment; if
 * it is accepted, packing again must give the same bytes. `want` may be NULL.
 */
int unpack(const void *bytes, uint32_t length, uint32_t capacity,
           uint32_t shift, const struct adsum_notice *want,
           uint32_t want_count);

/* The room that is always enough for so many bytes. */
uint32_t promised(uint32_t length);

#endif
