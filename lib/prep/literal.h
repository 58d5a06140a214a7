/*
 * IP literals: an IPv6 address in brackets, with or without a zone.
 */
#ifndef ADSUM_PREP_LITERAL_H
#define ADSUM_PREP_LITERAL_H

#include <adsum/base.h>
#include <stdbool.h>

/** Whether it is one; its case does not matter. */
bool adsum_literal_valid(struct adsum_text text);

#endif
