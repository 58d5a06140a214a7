/* What pump_failing.c is told. */
#ifndef TESTS_PRESENCED_PUMP_H
#define TESTS_PRESENCED_PUMP_H

extern unsigned pump_starves; /* one allocation in so many fails; 0: none */

#endif
