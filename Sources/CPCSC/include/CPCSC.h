// PC/SC lite as Swift sees it. winscard.h includes <pcsclite.h> and <wintypes.h> without their
// folder, so the two one-line headers beside this file forward them: no pkg-config is needed.
#ifndef CPCSC_H
#define CPCSC_H
#include <PCSC/winscard.h>
#include <PCSC/reader.h>

// Macros that Swift cannot import: shift and address expressions.
static const DWORD cpcsc_CM_IOCTL_GET_FEATURE_REQUEST = CM_IOCTL_GET_FEATURE_REQUEST;
static const DWORD cpcsc_IOCTL_CCID_ESCAPE = SCARD_CTL_CODE(1);
static const DWORD cpcsc_IOCTL_USB_PATH = SCARD_CTL_CODE(3601);
static const DWORD cpcsc_MAX_BUFFER_SIZE_EXTENDED = MAX_BUFFER_SIZE_EXTENDED;
static const DWORD cpcsc_SCARD_ATTR_CHANNEL_ID = SCARD_ATTR_CHANNEL_ID;

#endif
