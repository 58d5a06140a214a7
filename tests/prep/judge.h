/*
 * One call, and what is true of each: judged from memory that ends where text
 * and buffer do.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include <adsum/prep.h>

/* A row's text, NUL and all; NONE: it is to be refused. */
#define TEXT(string)               \
    {                              \
        string, sizeof(string) - 1 \
    }
#define NONE    \
    {           \
        NULL, 0 \
    }

typedef int prepare(struct adsum_text text, char *buffer, uint32_t capacity,
                    struct adsum_text *ret);

struct judged {
    int err;
    uint32_t length;
    char bytes[ADSUM_ADDRESS_BYTES];
};

/**
 * Prepare, and see that a buffer one too small is ROOM, that one just as large
 * is enough, and that what came out stays as it is.
 */
void judge(prepare *call, struct adsum_text text, struct judged *ret);

/** That it comes out as wanted, or with this error if nothing is. */
void assert_judged(prepare *call, struct adsum_text text,
                   struct adsum_text wanted, int err);

/** adsum_prep_address() as one; its parts must be those of the core. */
int prepare_address(struct adsum_text text, char *buffer, uint32_t capacity,
                    struct adsum_text *ret);

#endif
