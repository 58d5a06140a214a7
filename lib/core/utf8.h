/* Well-formed UTF-8 (RFC 3629). */
#ifndef ADSUM_CORE_UTF8_H
#define ADSUM_CORE_UTF8_H
#include <stdbool.h>
#include <stdint.h>
bool adsum_utf8_valid(const char *bytes, uint32_t length);
#endif
