/*
 * The wire: what one service routes comes to the other packed, in order, some
 * time later. Also a test of adsum_notice_pack() and _unpack().
 */
#include "world.h"

#include <stdlib.h>
#include <string.h>

void wire_put(struct world *world, int to_node,
              const struct adsum_notice *notice, const struct adsum_text *to,
              uint32_t count)
{
    struct queue *queue = &world->queues[to_node];
    uint32_t length = 0;
    if (queue->count == MOST_QUEUE)
        model_fail(&world->model, "shadow: too much on the wire");
    int err = adsum_notice_pack(notice, to, count, NULL, 0, &length);
    if ((err != 0 && err != ADSUM_ERR_ROOM) || length == 0)
        model_fail(&world->model, "pack does not ask for room: %d", err);
    struct wire *wire = &queue->wires[queue->count++];
    wire->packed = malloc(length);
    wire->length = length;
    if (wire->packed == NULL)
        abort();
    if (adsum_notice_pack(notice, to, count, wire->packed, length, &length) !=
        0)
        model_fail(&world->model, "a routed notice cannot be packed");
    host_hash(world, wire->packed, length);
}

void wire_shift(struct world *world, int to_node)
{
    struct queue *queue = &world->queues[to_node];
    free(queue->wires[0].packed);
    queue->count--;
    memmove(&queue->wires[0], &queue->wires[1],
            (size_t)queue->count * sizeof queue->wires[0]);
}

void wire_drop(struct world *world, int to_node)
{
    while (world->queues[to_node].count > 0)
        wire_shift(world, to_node);
}
