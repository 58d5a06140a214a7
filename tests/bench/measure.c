#define _DEFAULT_SOURCE
#include "measure.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#if defined(__linux__)
#include <linux/perf_event.h>
#include <sys/syscall.h>
#endif

uint64_t measure_cpu_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* A fence of the language orders what others see; it does not wait for loads
 * that nobody needs, so the processor's own is asked for. */
void measure_fence(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __asm__ volatile("lfence" ::: "memory");
#elif defined(__aarch64__)
    __asm__ volatile("dsb sy\n\tisb" ::: "memory");
#else
    __sync_synchronize();
#endif
}

double measure_resident_mib(void)
{
    unsigned long all = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");

    if (file == NULL)
        return 0;
    if (fscanf(file, "%lu %lu", &all, &resident) != 2)
        resident = 0;
    fclose(file);
    return (double)resident * (double)sysconf(_SC_PAGESIZE) / 1048576.0;
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

double measure_median(double *values, uint32_t count)
{
    qsort(values, count, sizeof *values, compare);
    return values[count / 2];
}

#if defined(__linux__)
static int counter(void)
{
    static int file = -2;
    struct perf_event_attr what;

    if (file != -2)
        return file;
    memset(&what, 0, sizeof what);
    what.type = PERF_TYPE_HARDWARE;
    what.size = sizeof what;
    what.config = PERF_COUNT_HW_INSTRUCTIONS;
    what.exclude_kernel = 1;
    what.exclude_hv = 1;
    file = (int)syscall(SYS_perf_event_open, &what, 0, -1, -1, 0);
    return file;
}

uint64_t measure_instructions(void)
{
    uint64_t count = 0;

    if (counter() < 0 || read(counter(), &count, sizeof count) < 0)
        return 0;
    return count;
}
#else
static int counter(void)
{
    return -1;
}

uint64_t measure_instructions(void)
{
    return 0;
}
#endif

bool measure_counts_instructions(void)
{
    return counter() >= 0;
}
