/*
 * A story in which about everything happens once, and nothing is expected: for
 * what must hold however bytes are cut and whatever memory is refused.
 */
#ifndef C2S_STORY_H
#define C2S_STORY_H

#include "c2s_rig.h"

/** From init to the end; the rig is yet to be freed. */
void c2s_story(struct c2s_rig *rig);

#endif
