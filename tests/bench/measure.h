/* What is measured with: processor time, memory in use, a fence, a median. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

/** Processor time of this thread: what others use of the machine is not in. */
uint64_t measure_cpu_ns(void);

/** Nothing after it begins before all before it is done. */
void measure_fence(void);

/** Memory of this process that is resident, MiB; 0 where that is unknown. */
double measure_resident_mib(void);

/** The middle one; sorts the values. */
double measure_median(double *values, uint32_t count);

/** Whether measure_instructions() counts; in most virtual machines not. */
bool measure_counts_instructions(void);
uint64_t measure_instructions(void);

#endif
