// What the C library has and Swift cannot import: functions behind _GNU_SOURCE.
#ifndef CPLATFORM_H
#define CPLATFORM_H

// Names the calling thread (15 bytes at most, the rest is cut). Wraps pthread_setname_np, which the
// Glibc module does not import because it needs _GNU_SOURCE.
void cplatform_name_thread(const char *name);

// Has the kernel send SIGTERM to this process when the thread that started it ends. Wraps prctl with
// PR_SET_PDEATHSIG, which Swift cannot call because it is variadic.
void cplatform_end_with_parent(void);

#endif
