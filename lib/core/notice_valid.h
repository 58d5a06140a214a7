/*
 * Notices from outside: is it one?
 */
#ifndef ADSUM_CORE_NOTICE_VALID_H
#define ADSUM_CORE_NOTICE_VALID_H

#include <adsum/notice.h>
#include <stdbool.h>

/**
 * Whether a notice is in order: size, kind, what its kind says of type,
 * presence and items, ranges, texts, pointers, addresses. `from` may be empty:
 * one to be sent has none yet. No limit is looked at.
 *
 * Cost: O(bytes), those of `bytes` left out.
 */
bool adsum_notice_valid(const struct adsum_notice *notice);

/** Whether each of `to` is an address; none is well. */
bool adsum_notice_targets_valid(const struct adsum_text *to, uint32_t count);

#endif
