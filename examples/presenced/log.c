#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define LINE_BYTES 1024u

const char *const log_levels[] = {"error", "warning", "info", "debug", NULL};

/* As much as there is room for, printable. */
static size_t escape(const char *text, char *ret, size_t room)
{
    size_t length = 0;

    for (; *text != '\0' && room - length > 4; text++) {
        unsigned char byte = (unsigned char)*text;

        if (byte >= ' ' && byte <= '~' && byte != '\\')
            ret[length++] = *text;
        else
            length +=
                (size_t)snprintf(ret + length, room - length, "\\x%02x", byte);
    }
    return length;
}

void log_say(const struct log *log, uint64_t level, const char *about,
             const char *format, ...)
{
    char text[LINE_BYTES], line[LINE_BYTES];
    time_t now = time(NULL);
    struct tm date;
    size_t length;
    va_list arguments;

    if (level > log->level)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    gmtime_r(&now, &date);
    length = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%SZ ", &date);
    length +=
        (size_t)snprintf(line + length, 200, "%s %.100s%s", log_levels[level],
                         about == NULL ? "" : about, about == NULL ? "" : ": ");
    length += escape(text, line + length, sizeof line - length);
    line[length++] = '\n';
    /* Nobody can be told that the log is full. */
    if (write(log->descriptor, line, length) < 0)
        return;
}
