#define _GNU_SOURCE
#include "CPlatform.h"
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <unistd.h>

void cplatform_name_thread(const char *name) {
    char cut[16] = {0};
    strncpy(cut, name, sizeof cut - 1);
    pthread_setname_np(pthread_self(), cut);
}

void cplatform_end_with_parent(int parent) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    // A parent that ended before the call sends nothing: init or a subreaper has us then.
    if (getppid() != parent) raise(SIGTERM);
}

int cplatform_timer_open(void) {
    return timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
}

void cplatform_timer_set(int timer, unsigned long long monotonic_nanoseconds) {
    struct itimerspec moment = {0};
    moment.it_value.tv_sec = (time_t)(monotonic_nanoseconds / 1000000000);
    moment.it_value.tv_nsec = (long)(monotonic_nanoseconds % 1000000000);
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &moment, NULL);
}
