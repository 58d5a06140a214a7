/*
 * Partial units, one block each.
 *
 * The marks are at the far end so that bytes can be added behind the bytes
 * without touching them: until a call is sure to succeed, what the partial says
 * of itself stays true.
 */
#include "partial.h"

#include <adsum/error.h>
#include <string.h>

enum { PARTIAL_LEAST = 192 };

char *adsum_xml_partial_bytes(struct partial *partial)
{
    return (char *)(partial + 1);
}

static uint32_t marks_bytes(const struct scan *scan)
{
    return (uint32_t)(scan->depth * sizeof(struct frame) +
                      scan->attributes * sizeof(struct mark) +
                      scan->bindings * sizeof(struct binding));
}

static struct partial *new_partial(struct memory *memory, uint32_t capacity)
{
    struct partial *partial = memory_give(memory, sizeof *partial + capacity);

    if (partial != NULL)
        *partial = (struct partial){.capacity = capacity};
    return partial;
}

static struct partial *grow(struct memory *memory, struct partial *partial,
                            uint32_t capacity)
{
    uint32_t old = partial->capacity, marks = marks_bytes(&partial->scan);
    char *bytes;

    partial = memory_resize(memory, partial, sizeof *partial + old,
                            sizeof *partial + capacity);
    if (partial == NULL)
        return NULL;
    bytes = adsum_xml_partial_bytes(partial);
    memmove(bytes + capacity - marks, bytes + old - marks, marks);
    partial->capacity = capacity;
    return partial;
}

int adsum_xml_partial_reserve(struct memory *memory, struct partial **partial,
                              uint32_t bytes, const struct scan *scan)
{
    struct partial *old = *partial, *made;
    uint32_t marks = marks_bytes(scan), capacity = PARTIAL_LEAST;

    if (old != NULL && marks_bytes(&old->scan) > marks)
        marks = marks_bytes(&old->scan);
    if (old != NULL && bytes + marks <= old->capacity)
        return 0;
    while (capacity < bytes + marks)
        capacity *= 2;
    made = old == NULL ? new_partial(memory, capacity)
                       : grow(memory, old, capacity);
    if (made == NULL)
        return ADSUM_ERR_NO_MEMORY;
    *partial = made;
    return 0;
}

/* Copy marks one way or the other. */
static void load(void *marks, const char **from, size_t bytes)
{
    memcpy(marks, *from, bytes);
    *from += bytes;
}

static void save(const void *marks, char **to, size_t bytes)
{
    memcpy(*to, marks, bytes);
    *to += bytes;
}

void adsum_xml_partial_load(const struct partial *partial, struct marks *marks)
{
    const struct scan *scan = &partial->scan;
    const char *from =
        (const char *)(partial + 1) + partial->capacity - marks_bytes(scan);

    load(marks->frames, &from, scan->depth * sizeof *marks->frames);
    load(marks->attributes, &from,
         scan->attributes * sizeof *marks->attributes);
    load(marks->bindings, &from, scan->bindings * sizeof *marks->bindings);
}

void adsum_xml_partial_save(struct partial *partial, const struct scan *scan,
                            const struct marks *marks)
{
    char *to = adsum_xml_partial_bytes(partial) + partial->capacity -
               marks_bytes(scan);

    save(marks->frames, &to, scan->depth * sizeof *marks->frames);
    save(marks->attributes, &to, scan->attributes * sizeof *marks->attributes);
    save(marks->bindings, &to, scan->bindings * sizeof *marks->bindings);
    partial->scan = *scan;
}

void adsum_xml_partial_free(struct memory *memory, struct partial *partial)
{
    if (partial != NULL)
        memory_take(memory, partial, sizeof *partial + partial->capacity);
}
