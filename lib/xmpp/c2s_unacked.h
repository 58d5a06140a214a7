/*
 * Stanzas that were sent and are not acknowledged, one behind the other in one
 * piece of memory; none is held while there is none.
 */
#ifndef ADSUM_XMPP_C2S_UNACKED_H
#define ADSUM_XMPP_C2S_UNACKED_H

#include "c2s.h"

struct unacked {
    char *bytes;
    uint32_t capacity;
    uint32_t from;   /* where the first begins */
    uint32_t length; /* from there on */
    uint32_t count;
};

struct unacked_walk {
    uint32_t at; /* behind `from` */
};

/** 0, or NO_MEMORY: it is as it was. */
int adsum_unacked_add(struct unacked *unacked, struct adsum_c2s *c2s,
                      struct adsum_text stanza, uint64_t now_ms);
/** Forget the first `count`. */
void adsum_unacked_drop(struct unacked *unacked, struct adsum_c2s *c2s,
                        uint32_t count);
/** The next one, and when it was sent first. */
bool adsum_unacked_next(const struct unacked *unacked,
                        struct unacked_walk *walk, struct adsum_text *ret,
                        uint64_t *ret_ms);
/** Treat all as sent to one who is not there: messages and requests go to the
 * core again, and presence is forgotten (XEP-0198 4). */
void adsum_unacked_salvage(struct unacked *unacked, struct adsum_c2s *c2s);
void adsum_unacked_deinit(struct unacked *unacked, struct adsum_c2s *c2s);

#endif
