/*
 * RFC 6121 Appendix A as data: rfc6121-appendix-a.tsv, read whole.
 *
 * States are sets of facts. What a stanza does in a state is looked up in
 * blocks A and P and nowhere else: an unknown cell fails the test.
 */
#ifndef CONFORMANCE_TABLE_H
#define CONFORMANCE_TABLE_H

#include "scene.h"

enum { TABLE_ROWS = 160, TABLE_CELLS = 12 };

struct table_row {
    int line;
    char *cells[TABLE_CELLS]; /* the block's letter first; "" where none */
};

struct table {
    char *text;
    struct table_row rows[TABLE_ROWS];
    size_t count;
};

void table_read(const char *path, struct table *ret);
void table_deinit(struct table *table);

/* Fail, and say in which row. */
void table_fail(const struct table_row *row, const char *cell);

/* The next of a list like "N+a|NO+a"; 0 at its end. */
int table_next(const char **cursor, char separator, struct line *ret);

enum {
    FACT_TO = 1,
    FACT_FROM = 2,
    FACT_OUT = 4,
    FACT_IN = 8,
    FACT_APPROVED = 16
};

/* "NOI" or "T+a"; -1 for no state. */
int facts_of(const char *state);

/* The same seen by the contact; an approval is not seen. */
unsigned facts_mirrored(unsigned facts);

/* "juliet@b none ask" */
void facts_write_item(struct line *line, const char *contact, unsigned facts);

/* What one half does with a stanza. */
struct effect {
    int told;         /* routed, or delivered */
    int visible;      /* pushed */
    int to_available; /* delivered to those, else to the interested */
    int taken_first;  /* unavailable before it is routed */
    int taken_after;  /* unavailable after the push */
    int shown;        /* current presence, after the push */
    const char *reply;
    unsigned after;
};

/* Blocks A and P for any state; P's where `approved` stands. */
struct effect table_effect(const struct table *table, const char *direction,
                           const char *stanza, unsigned facts);

/* As one row of block P says, for the n-th of its states. */
struct effect table_preapproval(const struct table *table,
                                const struct table_row *row, unsigned index,
                                unsigned facts);

#endif
