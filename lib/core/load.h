/*
 * What brings a user into memory, from rows or from a packed form.
 */
#ifndef ADSUM_CORE_LOAD_H
#define ADSUM_CORE_LOAD_H

#include "service.h"

/**
 * Put one row in; of what is not an item, the user has a side. What is done
 * already adsum_user_clear() undoes. 0, INVALID, LIMIT, NO_MEMORY.
 */
int adsum_load_row(struct adsum_service *service, uint32_t user,
                   const struct adsum_change *row);

/** Rows that contradict each other whatever their order. 0, INVALID. */
int adsum_load_check(const struct adsum_service *service, uint32_t user);

#endif
