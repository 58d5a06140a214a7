/*
 * A Cortex-M board as an emulator has it: from reset to main(), and output.
 *
 * Nothing else of a C library's start is needed: no heap, no constructors. The
 * stack is painted before main() and looked over after it, since how deep the
 * calls went is part of the RAM that a board must have.
 */
#include "say.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Of board.ld: the edges of what is copied, cleared and painted. */
extern uint32_t board_data_from[], board_data[], board_data_end[];
extern uint32_t board_bss[], board_bss_end[], board_top[], board_stack[];

int main(void);
void board_reset(void);

enum {
    SEMIHOSTING_WRITE0 = 0x04,
    SEMIHOSTING_EXIT = 0x18,
    STOPPED_WELL = 0x20026,
    STOPPED_BADLY = 0x20024,
    PAINT = 0x5a5a5a5a
};

static void ask_emulator(uint32_t operation, uintptr_t argument)
{
    register uint32_t r0 __asm__("r0") = operation;
    register uintptr_t r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

int puts(const char *line)
{
    ask_emulator(SEMIHOSTING_WRITE0, (uintptr_t)line);
    ask_emulator(SEMIHOSTING_WRITE0, (uintptr_t) "\n");
    return 0;
}

static void fault(void)
{
    puts("fault");
    ask_emulator(SEMIHOSTING_EXIT, STOPPED_BADLY);
}

void board_reset(void)
{
    memcpy(board_data, board_data_from,
           (size_t)((char *)board_data_end - (char *)board_data));
    memset(board_bss, 0, (size_t)((char *)board_bss_end - (char *)board_bss));
    volatile uint32_t *paint = board_bss_end;
    while (paint < board_top)
        *paint++ = PAINT;

    int status = main();

    paint = board_bss_end;
    while (paint < board_top && *paint == PAINT)
        paint++;
    say_number("stack bytes: ",
               (uint32_t)((uintptr_t)board_stack - (uintptr_t)paint));
    ask_emulator(SEMIHOSTING_EXIT, status == 0 ? STOPPED_WELL : STOPPED_BADLY);
    for (;;)
        ;
}

/* Where the processor looks first: the stack's top, then what to run. */
static const struct {
    uint32_t *stack;
    void (*handlers[15])(void);
} vectors __attribute__((section(".vectors"), used)) = {
    .stack = board_stack,
    .handlers = {board_reset, fault, fault, fault, fault, fault},
};
