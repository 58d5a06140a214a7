#include "say.h"

#include <stdio.h>
#include <string.h>

void say_number(const char *what, uint32_t number)
{
    char line[80], digits[11];
    size_t at = sizeof digits - 1;
    size_t length = strlen(what);
    digits[at] = 0;
    do
        digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    if (length > sizeof line - sizeof digits)
        length = sizeof line - sizeof digits;
    memcpy(line, what, length);
    memcpy(line + length, digits + at, sizeof digits - at);
    puts(line);
}
