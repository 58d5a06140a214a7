/* Two scenes joined by a queue of packed notices. */
#include <stdlib.h>
#include <string.h>

#include "scene_parts.h"

struct parcel {
    struct scene *receiver;
    const char *origin;
    uint32_t length;
    char packed[8192];
};

struct end {
    struct scene *scene;
    char *name; /* what the other end calls it */
};

struct scene_wire {
    struct end ends[2];
    struct parcel *parcels;
    size_t count;
};

struct scene_wire *scene_join(struct scene *one, const char *one_name,
                              struct scene *other, const char *other_name)
{
    struct scene_wire *wire = must_have(NULL, sizeof *wire);
    memset(wire, 0, sizeof *wire);
    wire->ends[0].scene = one;
    wire->ends[0].name = copy_text(adsum_text_of(one_name));
    wire->ends[1].scene = other;
    wire->ends[1].name = copy_text(adsum_text_of(other_name));
    one->wire = wire;
    other->wire = wire;
    return wire;
}

void scene_wire_free(struct scene_wire *wire)
{
    free(wire->ends[0].name);
    free(wire->ends[1].name);
    free(wire->parcels);
    free(wire);
}

int scene_wire_take(struct scene *scene, struct adsum_text destination,
                    const struct adsum_notice *notice,
                    const struct adsum_text *to, uint32_t count)
{
    struct scene_wire *wire = scene->wire;
    struct parcel *parcel;
    size_t far;
    if (wire == NULL)
        return 0;
    far = wire->ends[0].scene == scene ? 1 : 0;
    if (!same_text(destination, adsum_text_of(wire->ends[far].name)))
        return 0;
    wire->parcels =
        must_have(wire->parcels, (wire->count + 1) * sizeof wire->parcels[0]);
    parcel = &wire->parcels[wire->count++];
    parcel->receiver = wire->ends[far].scene;
    parcel->origin = wire->ends[1 - far].name;
    assert_int_equal(adsum_notice_pack(notice, to, count, parcel->packed,
                                       sizeof parcel->packed, &parcel->length),
                     0);
    return 1;
}

static void bring(const struct parcel *parcel)
{
    uint32_t room = parcel->length * 16 + 256;
    struct scene *scene = parcel->receiver;
    void *laid_out = must_have(NULL, room);
    struct adsum_notice notice;
    const struct adsum_text *to;
    uint32_t count;
    int answer;
    assert_int_equal(adsum_notice_unpack(parcel->packed, parcel->length,
                                         laid_out, room, &notice, &to, &count),
                     0);
    do {
        scene->call++;
        answer = adsum_service_receive(
            scene->service, adsum_text_of(parcel->origin), &notice, to, count);
    } while (answer == ADSUM_ERR_ABSENT && scene_fetch(scene) != 0);
    scene_answer(scene, answer);
    free(laid_out);
}

/* What one brings may route another, which then stands behind it. */
void scene_pump(struct scene_wire *wire)
{
    for (size_t i = 0; i < wire->count; i++) {
        struct parcel *parcel = must_have(NULL, sizeof *parcel);
        *parcel = wire->parcels[i];
        bring(parcel);
        free(parcel);
    }
    wire->count = 0;
}
