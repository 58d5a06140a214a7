/* What the files of a scene share; tests need scene.h alone. */
#ifndef SUPPORT_SCENE_PARTS_H
#define SUPPORT_SCENE_PARTS_H

#include "scene.h"

/* The callbacks; those that the options leave out are NULL. */
struct adsum_host scene_host(const struct scene_options *options);

/* Begin a line, or take the last one up again if it says the same. */
struct scene_line *scene_note(struct scene *scene, const char *head);
void scene_note_receiver(struct scene_line *line, const char *receiver);
void scene_forget_lines(struct scene *scene);

/* Write down an answer that is not 0, and give it back. */
int scene_answer(struct scene *scene, int answer);

/* The session that was opened last by this name; fails if there is none. */
struct scene_session *scene_session(struct scene *scene, const char *full);

/* One of the service's own domains. */
int scene_is_here(const struct scene *scene, struct adsum_text domain);

/* A routed notice, given to a wire: 1 if the destination is the other end. */
int scene_wire_take(struct scene *scene, struct adsum_text destination,
                    const struct adsum_notice *notice,
                    const struct adsum_text *to, uint32_t count);

#endif
