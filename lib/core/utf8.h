/*
 * UTF-8, as RFC 3629 has it.
 */
#ifndef ADSUM_CORE_UTF8_H
#define ADSUM_CORE_UTF8_H

#include <adsum/base.h>
#include <stdbool.h>
#include <stdint.h>

/**
 * Whether bytes are UTF-8: no surrogate, nothing above U+10FFFF, nothing longer
 * than need be, nothing cut off. U+0000 is UTF-8; no bytes at all are, too.
 */
bool adsum_utf8_valid(const char *bytes, uint32_t length);

/** Whether a caller's text is one: UTF-8, and NULL only if it is empty. */
bool adsum_utf8_text(struct adsum_text text);

#endif
