#include "lines.h"
#include "keys.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void lines_init(struct lines *lines, int descriptor)
{
    memset(lines, 0, sizeof *lines);
    lines->descriptor = descriptor;
}

void lines_deinit(struct lines *lines)
{
    keys_wipe(lines->bytes, sizeof lines->bytes);
}

/* Read more behind what is there. 0, or ADSUM_ERR_HOST; it may have ended. */
static int fill(struct lines *lines)
{
    ssize_t got;

    memmove(lines->bytes, lines->bytes + lines->start,
            lines->used - lines->start);
    lines->used -= lines->start;
    lines->start = 0;
    do
        got = read(lines->descriptor, lines->bytes + lines->used,
                   sizeof lines->bytes - lines->used);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return ADSUM_ERR_HOST;
    lines->ended = got == 0;
    lines->used += (uint32_t)got;
    return 0;
}

/* The bytes up to the next LF, or all that will come. */
static int next(struct lines *lines, struct adsum_text *ret, int *ret_long)
{
    const char *start, *end;
    int err;

    for (;;) {
        start = lines->bytes + lines->start;
        end = memchr(start, '\n', lines->used - lines->start);
        if (end != NULL || lines->ended)
            break;
        if (lines->used - lines->start == sizeof lines->bytes) {
            *ret_long = 1;
            lines->start = lines->used;
        }
        if ((err = fill(lines)) != 0)
            return err;
    }
    if (end == NULL && lines->start == lines->used && !*ret_long)
        return ADSUM_END;
    ret->bytes = start;
    ret->length =
        end == NULL ? lines->used - lines->start : (uint32_t)(end - start);
    lines->start += ret->length + (end != NULL);
    return 0;
}

int lines_next(struct lines *lines, struct adsum_text *ret)
{
    struct adsum_text line;
    int is_long = 0;
    int err = next(lines, &line, &is_long);

    if (err != 0)
        return err;
    lines->number++;
    if (is_long)
        return ADSUM_ERR_ROOM;
    if (line.length != 0 && line.bytes[line.length - 1] == '\r')
        line.length--;
    *ret = line;
    return 0;
}

struct adsum_text lines_word(struct adsum_text *line)
{
    struct adsum_text word = *line;
    const char *space =
        line->length == 0 ? NULL : memchr(line->bytes, ' ', line->length);

    if (space != NULL)
        word.length = (uint32_t)(space - line->bytes);
    line->bytes += word.length + (space != NULL);
    line->length -= word.length + (space != NULL);
    return word;
}
