/* A PC/SC reader driver for tests: the real pcscd loads it, and cards come over Unix sockets.
 *
 *   reader.conf   FRIENDLYNAME "Kopilka Virtual Reader A"
 *                 DEVICENAME   /dev/null:/tmp/k/r0     after ':' the prefix of the reader's files
 *                 LIBPATH      /path/kopilka_ifd.so
 *                 CHANNELID    0
 *
 *   PREFIX.card   a card is in the field while a peer is connected. Each message is a 2-byte
 *                 big-endian length and a payload. One-byte payloads are control codes: 0 power
 *                 off, 1 power on, 2 reset (not answered), 4 get ATR (answered with the ATR). All
 *                 else is an APDU and gets one answer.
 *   PREFIX.light  the reader's own side: each SCardControl escape as a message of a 4-byte
 *                 big-endian code and data, answered with data.
 *   PREFIX.gone   while this file exists the reader counts as unplugged.
 *
 * Any number of readers up to READERS from one library, one slot each. Insertion, removal and
 * unplugging are reported at once by a waiting thread; a mute card times out.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>
#include <ifdhandler.h>
#include <reader.h>
#include "link.h"

enum {
	READERS = 16,
	SHORTEST_APDU_BYTES = 4,
	PREFIX_BYTES = 90,
};
enum { CARD_POWER_OFF = 0, CARD_POWER_ON = 1, CARD_RESET = 2, CARD_GET_ATR = 4 };

/* What pcscd's waiting thread was last told about a reader. It alone counts cards that come and
 * go. pcscd also asks when it powers a card, in whatever thread, and tells nobody of the answer: so
 * a gap between two cards lasts until the waiting thread has seen it. */
enum presence { CARD_ABSENT, CARD_PRESENT, READER_GONE };

struct reader {
	char prefix[PREFIX_BYTES];
	struct link card, light;
	int stop_event, watch;
	enum presence reported;
	pthread_t waiter;
	bool has_waiter;
	unsigned char atr[MAX_ATR_SIZE];
	DWORD atr_length;
};

static struct reader *readers[READERS];

static struct reader *reader_of(DWORD lun)
{
	unsigned index = lun >> 16;
	return index < READERS && (lun & 0xffff) == 0 ? readers[index] : NULL;
}

/* -- coming and going of the reader -------------------------------------------------------- */

static RESPONSECODE create(DWORD lun, const char *prefix)
{
	unsigned index = lun >> 16;
	if (index >= READERS || (lun & 0xffff) != 0 || strlen(prefix) >= PREFIX_BYTES)
		return IFD_COMMUNICATION_ERROR;
	struct reader *reader = calloc(1, sizeof *reader);
	if (reader == NULL)
		return IFD_COMMUNICATION_ERROR;
	strcpy(reader->prefix, prefix);
	reader->stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	reader->watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	char folder[PREFIX_BYTES];
	strcpy(folder, prefix);
	char *slash = strrchr(folder, '/');
	if (slash == NULL || slash == folder)
		return IFD_COMMUNICATION_ERROR;
	*slash = 0;
	if (reader->stop_event < 0 || reader->watch < 0
		|| inotify_add_watch(reader->watch, folder, IN_CREATE | IN_DELETE) < 0
		|| !open_listener(&reader->card, prefix, "card")
		|| !open_listener(&reader->light, prefix, "light"))
		return IFD_COMMUNICATION_ERROR;
	readers[index] = reader;
	return IFD_SUCCESS;
}

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR name)
{
	char *colon = strchr(name, ':');
	return colon != NULL ? create(lun, colon + 1) : IFD_COMMUNICATION_ERROR;
}

RESPONSECODE IFDHCreateChannel(DWORD lun, DWORD channel)
{
	(void)lun;
	(void)channel;
	return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHCloseChannel(DWORD lun)
{
	struct reader *reader = reader_of(lun);
	if (reader == NULL)
		return IFD_COMMUNICATION_ERROR;
	/* The memory stays: a waiting thread may still look at it, and pcscd is about to end. */
	close_link(&reader->card);
	close_link(&reader->light);
	return IFD_SUCCESS;
}

static bool is_unplugged(const struct reader *reader)
{
	char path[PREFIX_BYTES + 8];
	snprintf(path, sizeof path, "%s.gone", reader->prefix);
	return access(path, F_OK) == 0;
}

static int64_t monotonic_milliseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* pcscd's thread waits in here: back when a card or the reader comes or goes. An early return
 * would make pcscd power an unused card down, so every other cause goes on waiting. */
static RESPONSECODE wait_for_change(DWORD lun, int timeout_milliseconds)
{
	struct reader *reader = reader_of(lun);
	if (reader == NULL)
		return IFD_NO_SUCH_DEVICE;
	int64_t end = monotonic_milliseconds() + timeout_milliseconds;
	pthread_mutex_lock(&reader->card.lock);
	reader->waiter = pthread_self();
	reader->has_waiter = true;
	if (reader->reported != CARD_PRESENT)
		reader->card.left = false;
	pthread_mutex_unlock(&reader->card.lock);
	bool was_gone = reader->reported == READER_GONE;
	struct pollfd waits[3] = {
		{ .fd = reader->stop_event, .events = POLLIN },
		{ .fd = reader->watch, .events = POLLIN },
		{ .fd = -1 },
	};
	if (!was_gone) {
		pthread_mutex_lock(&reader->card.lock);
		bool present = has_peer(&reader->card);
		/* Answers to an APDU in flight are no change: only the hang-up of a peer is. */
		waits[2].fd = present ? reader->card.peer : reader->card.listener;
		waits[2].events = present ? POLLRDHUP : POLLIN;
		pthread_mutex_unlock(&reader->card.lock);
		if (present != (reader->reported == CARD_PRESENT))
			return IFD_SUCCESS;
	}
	while (is_unplugged(reader) == was_gone) {
		int64_t left = end - monotonic_milliseconds();
		if (left <= 0 || poll(waits, 3, (int)left) <= 0)
			break;
		uint64_t count;
		char events[4096];
		if (waits[0].revents != 0 && read(waits[0].fd, &count, sizeof count) > 0)
			break;
		if (waits[2].revents != 0)
			break;
		if (waits[1].revents != 0 && read(waits[1].fd, events, sizeof events) < 0)
			break;
	}
	return is_unplugged(reader) ? IFD_NO_SUCH_DEVICE : IFD_SUCCESS;
}

static RESPONSECODE stop_waiting(DWORD lun)
{
	struct reader *reader = reader_of(lun);
	uint64_t one = 1;
	bool done = reader != NULL && write(reader->stop_event, &one, sizeof one) == sizeof one;
	return done ? IFD_SUCCESS : IFD_COMMUNICATION_ERROR;
}

/* -- what pcscd asks --------------------------------------------------------------------------- */

static RESPONSECODE give(const void *bytes, DWORD count, PDWORD length, PUCHAR value)
{
	if (*length < count)
		return IFD_ERROR_INSUFFICIENT_BUFFER;
	memcpy(value, bytes, count);
	*length = count;
	return IFD_SUCCESS;
}

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD length, PUCHAR value)
{
	static const char vendor[] = "Kopilka virtual hardware";
	static const unsigned char one = 1, many = READERS;
	struct reader *reader = reader_of(lun);
	void *function;
	switch (tag) {
	case TAG_IFD_ATR:
	case SCARD_ATTR_ATR_STRING:
		if (reader == NULL)
			return IFD_ERROR_TAG;
		return give(reader->atr, reader->atr_length, length, value);
	case TAG_IFD_SLOTS_NUMBER:
	case TAG_IFD_THREAD_SAFE:
	case TAG_IFD_SLOT_THREAD_SAFE:
		return give(&one, 1, length, value);
	case TAG_IFD_SIMULTANEOUS_ACCESS:
		return give(&many, 1, length, value);
	case TAG_IFD_POLLING_THREAD_WITH_TIMEOUT:
		function = (void *)wait_for_change;
		return give(&function, sizeof function, length, value);
	case TAG_IFD_STOP_POLLING_THREAD:
		function = (void *)stop_waiting;
		return give(&function, sizeof function, length, value);
	case SCARD_ATTR_VENDOR_NAME:
		return give(vendor, sizeof vendor, length, value);
	}
	return IFD_ERROR_TAG;
}

RESPONSECODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD length, PUCHAR value)
{
	(void)lun;
	(void)tag;
	(void)length;
	(void)value;
	return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHSetProtocolParameters(DWORD lun, DWORD protocol, UCHAR flags, UCHAR pts1,
	UCHAR pts2, UCHAR pts3)
{
	(void)lun;
	(void)protocol;
	(void)flags;
	(void)pts1;
	(void)pts2;
	(void)pts3;
	return IFD_SUCCESS;
}

static bool send_control(struct link *link, unsigned char code)
{
	if (send_message(link, &code, 1))
		return true;
	drop_peer(link);
	return false;
}

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR atr, PDWORD atr_length)
{
	struct reader *reader = reader_of(lun);
	*atr_length = 0;
	if (reader == NULL)
		return IFD_NO_SUCH_DEVICE;
	unsigned char code = action == IFD_POWER_DOWN ? CARD_POWER_OFF
		: action == IFD_RESET ? CARD_RESET : CARD_POWER_ON;
	unsigned char get_atr = CARD_GET_ATR, answer[MAX_ATR_SIZE];
	size_t length = sizeof answer;
	pthread_mutex_lock(&reader->card.lock);
	bool works = has_peer(&reader->card) && send_control(&reader->card, code);
	if (works && code != CARD_POWER_OFF)
		works = exchange(&reader->card, &get_atr, 1, answer, &length) == ANSWERED && length > 0;
	pthread_mutex_unlock(&reader->card.lock);
	if (code == CARD_POWER_OFF) {
		reader->atr_length = 0;
		return IFD_SUCCESS;
	}
	if (!works)
		return IFD_ERROR_POWER_ACTION;
	memcpy(reader->atr, answer, length);
	memcpy(atr, answer, length);
	reader->atr_length = *atr_length = length;
	return IFD_SUCCESS;
}

RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER send_header, PUCHAR command,
	DWORD command_length, PUCHAR answer, PDWORD answer_length, PSCARD_IO_HEADER receive_header)
{
	struct reader *reader = reader_of(lun);
	size_t length = *answer_length;
	*answer_length = 0;
	if (reader == NULL)
		return IFD_NO_SUCH_DEVICE;
	if (command_length < SHORTEST_APDU_BYTES)
		return IFD_COMMUNICATION_ERROR;
	pthread_mutex_lock(&reader->card.lock);
	enum exchange result = PEER_GONE;
	if (has_peer(&reader->card))
		result = exchange(&reader->card, command, command_length, answer, &length);
	pthread_mutex_unlock(&reader->card.lock);
	if (result == PEER_GONE)
		return IFD_ICC_NOT_PRESENT;
	if (result == NO_ANSWER)
		return IFD_RESPONSE_TIMEOUT;
	if (length < 2)
		return IFD_COMMUNICATION_ERROR;
	*answer_length = length;
	if (receive_header != NULL)
		receive_header->Protocol = send_header.Protocol;
	return IFD_SUCCESS;
}

RESPONSECODE IFDHControl(DWORD lun, DWORD code, PUCHAR command, DWORD command_length,
	PUCHAR answer, DWORD answer_capacity, LPDWORD answer_length)
{
	/* As libccid says it when the escape command is allowed. */
	static const unsigned char features[] = { FEATURE_CCID_ESC_COMMAND, 4, 0x42, 0, 0, 1 };
	static unsigned char message[MAXIMUM_MESSAGE_BYTES];
	struct reader *reader = reader_of(lun);
	*answer_length = 0;
	if (reader == NULL)
		return IFD_NO_SUCH_DEVICE;
	if (code == CM_IOCTL_GET_FEATURE_REQUEST) {
		*answer_length = answer_capacity;
		return give(features, sizeof features, answer_length, answer);
	}
	if (code != SCARD_CTL_CODE(1))
		return IFD_ERROR_NOT_SUPPORTED;
	if (command_length > sizeof message - 4)
		return IFD_COMMUNICATION_ERROR;
	static pthread_mutex_t message_lock = PTHREAD_MUTEX_INITIALIZER;
	uint32_t code_on_the_wire = htonl((uint32_t)code);
	size_t length = answer_capacity;
	enum exchange result = PEER_GONE;
	pthread_mutex_lock(&message_lock);
	memcpy(message, &code_on_the_wire, 4);
	memcpy(message + 4, command, command_length);
	pthread_mutex_lock(&reader->light.lock);
	if (has_peer(&reader->light) || reader->light.left)
		reader->light.left = false;
	if (has_peer(&reader->light))
		result = exchange(&reader->light, message, command_length + 4, answer, &length);
	pthread_mutex_unlock(&reader->light.lock);
	pthread_mutex_unlock(&message_lock);
	if (result != ANSWERED)
		return IFD_COMMUNICATION_ERROR;
	*answer_length = length;
	return IFD_SUCCESS;
}

RESPONSECODE IFDHICCPresence(DWORD lun)
{
	struct reader *reader = reader_of(lun);
	if (reader == NULL)
		return IFD_NO_SUCH_DEVICE;
	bool gone = is_unplugged(reader);
	if (pthread_mutex_trylock(&reader->card.lock) != 0)
		return gone ? IFD_NO_SUCH_DEVICE : IFD_ICC_PRESENT;    /* an exchange is under way */
	enum presence now = gone ? READER_GONE : has_peer(&reader->card) ? CARD_PRESENT : CARD_ABSENT;
	if (!reader->has_waiter || pthread_equal(reader->waiter, pthread_self()))
		reader->reported = now;
	pthread_mutex_unlock(&reader->card.lock);
	return now == READER_GONE ? IFD_NO_SUCH_DEVICE
		: now == CARD_PRESENT ? IFD_ICC_PRESENT : IFD_ICC_NOT_PRESENT;
}
