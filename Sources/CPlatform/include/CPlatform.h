// What the C library has and Swift cannot import: functions behind _GNU_SOURCE, and prefetch.
#ifndef CPLATFORM_H
#define CPLATFORM_H

// Names the calling thread (15 bytes at most, the rest is cut). Wraps pthread_setname_np, which the
// Glibc module does not import because it needs _GNU_SOURCE.
void cplatform_name_thread(const char *name);

// Asks for the cache line at `address`. Swift has no spelling for __builtin_prefetch.
static inline void cplatform_prefetch(const void *address) {
    __builtin_prefetch(address, 0, 3);
}

#endif
