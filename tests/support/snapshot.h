/*
 * What a service holds, to be held against what it holds later: each loaded
 * account of the scene's disk packed, what is on the disk, and the counts of
 * what there is and of what was told.
 */
#ifndef SUPPORT_SNAPSHOT_H
#define SUPPORT_SNAPSHOT_H

#include "scene.h"

struct snapshot {
    uint8_t *bytes;
    size_t length;
};

void snapshot_take(struct scene *scene, struct snapshot *ret);
void snapshot_deinit(struct snapshot *snapshot);

/* Take another and compare; a difference fails, and says what was done. */
#define snapshot_expect(snapshot, scene, done) \
    snapshot_compare((snapshot), (scene), (done), __FILE__, __LINE__)
void snapshot_compare(const struct snapshot *snapshot, struct scene *scene,
                      const char *done, const char *file, int at);

#endif
