/* Numbers by puts(), where printf() would outweigh what is measured. */
#ifndef ADSUM_TESTS_FIRMWARE_SAY_H
#define ADSUM_TESTS_FIRMWARE_SAY_H

#include <stdint.h>

void say_number(const char *what, uint32_t number);

#endif
