/*
 * Lines of a descriptor, one after the other. Passwords pass here, so what is
 * read is wiped in the end, which stdio could not promise.
 */
#ifndef PRESENCED_LINES_H
#define PRESENCED_LINES_H

#include <adsum.h>

#define LINE_BYTES 8192u /* two addresses and a word, or one and a password */

struct lines {
    int descriptor;
    uint32_t number; /* of the line that was answered last, from 1 on */
    uint32_t start, used;
    uint8_t ended;
    char bytes[LINE_BYTES];
};

void lines_init(struct lines *lines, int descriptor);
void lines_deinit(struct lines *lines);

/**
 * The next line, without its end (LF, or CR LF). The last needs none.
 *
 * @ret  a view, until the next call
 *
 * Returns 0, or ADSUM_END; ADSUM_ERR_ROOM: it is too long, and passed over;
 * ADSUM_ERR_HOST: it cannot be read.
 */
int lines_next(struct lines *lines, struct adsum_text *ret);

/** The next word, up to a space; what is left of the line moves behind it. */
struct adsum_text lines_word(struct adsum_text *line);

#endif
