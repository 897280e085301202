// Counts what a program allocates: the definitions take the place of the C library's.
#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

#include <stdint.h>

// Allocations and growths so far, of the one thread that measures; others count as they come.
uint64_t allocation_count(void);

#endif
