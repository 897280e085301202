// What the disk asks for one durable write: fdatasync of 4 KiB in a file whose blocks are all
// written already, so that nothing but the data has to reach the disk.
//
//     fdatasync_probe FOLDER    for each byte on standard input prints one duration in nanoseconds
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PAGE_BYTES = 4096, PAGES = 4096 };

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void fail(const char *what) {
    perror(what);
    exit(3);
}

int main(int count, char **words) {
    if (count != 2) {
        fprintf(stderr, "usage: fdatasync_probe FOLDER\n");
        return 2;
    }
    if (chdir(words[1]) != 0) fail(words[1]);
    // The name goes at once: nothing is left behind, however this ends.
    int file = open("fdatasync-probe", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) fail("fdatasync-probe");
    unlink("fdatasync-probe");
    static char page[PAGE_BYTES];
    for (int i = 0; i < PAGES; i++)
        if (pwrite(file, page, PAGE_BYTES, (off_t)i * PAGE_BYTES) != PAGE_BYTES) fail("pwrite");
    if (fsync(file) != 0) fail("fsync");
    for (int i = 0; getchar() != EOF; i++) {
        memset(page, i & 0xff, PAGE_BYTES);
        off_t place = (off_t)(i % PAGES) * PAGE_BYTES;
        long long began = now();
        if (pwrite(file, page, PAGE_BYTES, place) != PAGE_BYTES) fail("pwrite");
        if (fdatasync(file) != 0) fail("fdatasync");
        printf("%lld\n", now() - began);
        fflush(stdout);
    }
    return 0;
}
