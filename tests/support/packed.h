/*
 * A user packed, and brought back into a scene.
 */
#ifndef SUPPORT_PACKED_H
#define SUPPORT_PACKED_H

#include "scene.h"

struct packed {
    uint8_t *bytes;
    uint32_t length;
};

#define PACKED_USER "romeo@a"

/* A scene in which this user has one of everything, and the user packed. */
struct scene *packed_scene(struct packed *ret);

void packed_take(struct scene *scene, const char *user, struct packed *ret);
void packed_deinit(struct packed *packed);

/* Restore, and give each session that came back a name and a context, its
   link still lost: scene_link() takes it up. */
int packed_restore(struct scene *scene, const char *user,
                   const struct packed *packed);

/* The user packs to these very bytes. */
#define packed_expect(packed, scene, user) \
    packed_compare((packed), (scene), (user), __FILE__, __LINE__)
void packed_compare(const struct packed *packed, struct scene *scene,
                    const char *user, const char *file, int at);

#endif
