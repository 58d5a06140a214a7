/*
 * Romeo and Juliet in a state of Appendix A, and what each half of it is
 * expected to tell, in order.
 *
 * Romeo is romeo@a. Juliet is juliet@b, elsewhere, or juliet@a, here. Each
 * user here has three sessions: /i asked for its roster, /v is available, /w
 * is both.
 */
#ifndef CONFORMANCE_HALVES_H
#define CONFORMANCE_HALVES_H

#include "scene.h"
#include "table.h"

enum { SCRIPT_LINES = 64 };

/* Lines that are expected. */
struct script {
    struct line lines[SCRIPT_LINES];
    size_t count;
};

/* The next line, to be written. */
struct line *script_line(struct script *script);
void script_compare(const struct script *script, struct scene *scene,
                    const char *file, int at);
#define script_expect(script, scene) \
    script_compare((script), (scene), __FILE__, __LINE__)

/* One user's half: who it is, whom it speaks of, and in what state. */
struct half {
    const char *user;    /* here */
    const char *contact; /* of the roster item */
    int contact_here;
    unsigned facts;
    int listed;      /* there is an item, though the facts ask for none */
    unsigned pushed; /* the facts, as they were last pushed */
};

/* Load the user, and bring its sessions; then forget what was told. */
void half_load(struct scene *scene, const struct half *half);
void half_come(struct scene *scene, const struct half *half);

/* The roster, the requests and the disk say so. */
void half_check(struct scene *scene, const struct half *half);

/* Lines: the user's available sessions to the contact, a stanza to the contact
   or to the user's sessions, a push. */
void half_presence(struct script *script, const struct half *half, int taken);
void half_sends(struct script *script, const struct half *half,
                const char *stanza);
void half_gets(struct script *script, const struct half *half,
               const char *stanza, int to_available);
void half_push(struct script *script, struct half *half);

/* A stanza comes in: its lines, then the half is as it is after. What it sends
   back is routed, or comes to `other` at once, which may be NULL. */
void half_receives(struct script *script, const struct table *table,
                   struct half *half, struct half *other, const char *stanza);

#endif
