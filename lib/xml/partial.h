/*
 * A unit that has begun and is not complete: its bytes, and what the scanner
 * knows of them.
 */
#ifndef ADSUM_XML_PARTIAL_H
#define ADSUM_XML_PARTIAL_H

#include "memory.h"
#include "scanner.h"
#include <stdint.h>

/** A head, then the bytes; the marks at the far end. */
struct partial {
    uint64_t since_ms;
    uint32_t capacity; /* behind this */
    uint32_t reserved;
    struct scan scan; /* how many bytes and marks there are */
};

/**
 * Have room for so many bytes in all, beside the marks of `partial` and beside
 * those of `scan`. What is there stays, and may have moved.
 *
 * @partial  points to NULL: a new one is made, without any bytes
 *
 * Returns 0 or ADSUM_ERR_NO_MEMORY.
 */
int adsum_xml_partial_reserve(struct memory *memory, struct partial **partial,
                              uint32_t bytes, const struct scan *scan);

char *adsum_xml_partial_bytes(struct partial *partial);

void adsum_xml_partial_load(const struct partial *partial, struct marks *marks);

/** What is there by now; room was reserved for it. */
void adsum_xml_partial_save(struct partial *partial, const struct scan *scan,
                            const struct marks *marks);

/** NULL is allowed. */
void adsum_xml_partial_free(struct memory *memory, struct partial *partial);

#endif
