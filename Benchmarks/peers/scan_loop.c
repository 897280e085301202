// The least that libusb needs to read a scanner in HID POS mode: the limit that the service's own
// path is compared to. No hotplug, no second device, no recovery.
//
//     scan_loop VENDOR PRODUCT COUNT    prints for each scan "NANOSECONDS DIGITS" of CLOCK_MONOTONIC
#define _GNU_SOURCE
#include <libusb-1.0/libusb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { REPORT_BYTES = 64, DATA_OFFSET = 5, TEXT_BYTES = 4096 };

static char text[TEXT_BYTES];
static int length, remaining;

static void report(struct libusb_transfer *transfer) {
    const unsigned char *bytes = transfer->buffer;
    int count = bytes[1];
    if (transfer->actual_length != REPORT_BYTES || bytes[0] != 2) return;
    if (count > REPORT_BYTES - DATA_OFFSET - 3 || length + count > TEXT_BYTES) return;
    memcpy(text + length, bytes + DATA_OFFSET, count);
    length += count;
    if (bytes[REPORT_BYTES - 1] & 1) return;
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    printf("%lld %.*s\n", time.tv_sec * 1000000000LL + time.tv_nsec, length, text);
    fflush(stdout);
    length = 0;
    remaining--;
}

static void LIBUSB_CALL completed(struct libusb_transfer *transfer) {
    if (transfer->status != LIBUSB_TRANSFER_COMPLETED) {
        fprintf(stderr, "transfer ended with status %d\n", transfer->status);
        exit(3);
    }
    report(transfer);
    if (remaining > 0 && libusb_submit_transfer(transfer) != 0) exit(3);
}

int main(int count, char **words) {
    if (count != 4) {
        fprintf(stderr, "usage: scan_loop VENDOR PRODUCT COUNT\n");
        return 2;
    }
    remaining = atoi(words[3]);
    libusb_context *context;
    if (libusb_init(&context) != 0) return 3;
    libusb_device_handle *handle = libusb_open_device_with_vid_pid(
        context, strtol(words[1], NULL, 16), strtol(words[2], NULL, 16));
    if (handle == NULL) {
        fprintf(stderr, "the scanner cannot be opened\n");
        return 3;
    }
    libusb_set_auto_detach_kernel_driver(handle, 1);
    if (libusb_claim_interface(handle, 0) != 0) return 3;
    static unsigned char buffer[REPORT_BYTES];
    struct libusb_transfer *transfer = libusb_alloc_transfer(0);
    libusb_fill_interrupt_transfer(
        transfer, handle, 0x81, buffer, REPORT_BYTES, completed, NULL, 0);
    if (libusb_submit_transfer(transfer) != 0) return 3;
    printf("ready\n");
    fflush(stdout);
    while (remaining > 0) libusb_handle_events(context);
    libusb_free_transfer(transfer);
    libusb_release_interface(handle, 0);
    libusb_close(handle);
    libusb_exit(context);
    return 0;
}
