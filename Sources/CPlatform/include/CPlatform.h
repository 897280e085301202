// What the C library has and Swift cannot import: functions behind _GNU_SOURCE.
#ifndef CPLATFORM_H
#define CPLATFORM_H

// Names the calling thread (15 bytes at most, the rest is cut). Wraps pthread_setname_np, which the
// Glibc module does not import because it needs _GNU_SOURCE.
void cplatform_name_thread(const char *name);

// Has the kernel send SIGTERM to this process when the thread that started it ends, also when `parent` has
// ended already. Wraps prctl with PR_SET_PDEATHSIG, which Swift cannot call because it is variadic.
void cplatform_end_with_parent(int parent);

// A timer of the monotonic clock that a thread can sleep in by reading it, not set; -1: the process
// is at its limit. Wraps timerfd_create, whose header the Glibc module does not have.
int cplatform_timer_open(void);

// Sets a timer to a moment of the monotonic clock, or takes that back with 0; never blocks. Wraps
// timerfd_settime.
void cplatform_timer_set(int timer, unsigned long long monotonic_nanoseconds);

#endif
