#define _GNU_SOURCE
#include "CPlatform.h"
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

void cplatform_name_thread(const char *name) {
    char cut[16] = {0};
    strncpy(cut, name, sizeof cut - 1);
    pthread_setname_np(pthread_self(), cut);
}

void cplatform_end_with_parent(void) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
}
