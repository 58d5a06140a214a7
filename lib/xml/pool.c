/*
 * Making and freeing pools; the bounds and their defaults.
 */
#include "pool.h"

#include <string.h>

#define ROW(field, standard, most)                                \
    {                                                             \
        offsetof(struct adsum_xml_options, field), standard, most \
    }

static const struct {
    size_t offset;
    uint32_t standard, most;
} rows[] = {
    ROW(stanza_bytes, 262144, 8388608),
    ROW(header_bytes, 4096, 65536),
    ROW(depth, 64, 1024),
    ROW(attributes, 64, 256),
    ROW(namespaces, 64, 1024),
    ROW(name_bytes, 256, 32768),
    ROW(partial_ms, 60000, UINT32_MAX),
};

static int complete(const struct adsum_xml_options *given,
                    struct adsum_xml_options *ret)
{
    *ret = *given;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t value;

        memcpy(&value, (char *)ret + rows[i].offset, sizeof value);
        if (value > rows[i].most)
            return ADSUM_ERR_INVALID;
        if (value == 0)
            value = rows[i].standard;
        memcpy((char *)ret + rows[i].offset, &value, sizeof value);
    }
    return 0;
}

int adsum_xml_pool_new(const struct adsum_xml_options *options,
                       struct adsum_xml_pool **ret)
{
    struct adsum_xml_options all;
    struct adsum_xml_pool *pool;
    size_t bytes;

    if (options->size != sizeof *options || complete(options, &all) != 0)
        return ADSUM_ERR_INVALID;
    if (options->allocate == NULL)
        return ADSUM_ERR_HOST;
    bytes = sizeof *pool + all.namespaces * sizeof(struct binding) +
            all.depth * sizeof(struct frame) +
            all.attributes * sizeof(struct mark);
    pool = options->allocate(options->user, NULL, 0, bytes);
    if (pool == NULL)
        return ADSUM_ERR_NO_MEMORY;
    memset(pool, 0, bytes);
    pool->options = all;
    pool->memory = (struct memory){options->allocate, options->user};
    pool->reader.memory = pool->reader.tree.arena.memory = pool->memory;
    pool->bytes = bytes;
    pool->marks.bindings = (void *)(pool + 1);
    pool->marks.frames = (void *)(pool->marks.bindings + all.namespaces);
    pool->marks.attributes = (void *)(pool->marks.frames + all.depth);
    adsum_xml_reader_prepare();
    *ret = pool;
    return 0;
}

void adsum_xml_pool_free(struct adsum_xml_pool *pool)
{
    struct memory memory;

    if (pool == NULL)
        return;
    memory = pool->memory;
    adsum_xml_reader_deinit(&pool->reader);
    memory_take(&memory, pool, pool->bytes);
}
