/*
 * Texts in order, each with a number, one behind the other in one piece of
 * memory; none is held while there is none.
 */
#ifndef ADSUM_XMPP_TEXTS_H
#define ADSUM_XMPP_TEXTS_H

#include <adsum/base.h>
#include <stdbool.h>

/** Where memory comes from. */
struct memory {
    void *(*allocate)(void *user, void *block, size_t old_size,
                      size_t new_size);
    void *user;
};

struct texts {
    char *bytes;
    uint32_t capacity;
    uint32_t from;   /* where the first begins */
    uint32_t length; /* from there on */
    uint32_t count;
};

struct texts_walk {
    uint32_t at; /* behind `from`: of the next */
};

/** 0, or NO_MEMORY: they are as they were. */
int adsum_texts_add(struct texts *texts, struct memory memory,
                    struct adsum_text text, uint64_t number);
/** Forget the first `count`. */
void adsum_texts_drop(struct texts *texts, struct memory memory,
                      uint32_t count);
/** The next one, and its number. */
bool adsum_texts_next(const struct texts *texts, struct texts_walk *walk,
                      struct adsum_text *ret, uint64_t *ret_number);
/** Forget one: that which a walk would come to next. */
void adsum_texts_cut(struct texts *texts, struct memory memory,
                     struct texts_walk at);
void adsum_texts_deinit(struct texts *texts, struct memory memory);

#endif
