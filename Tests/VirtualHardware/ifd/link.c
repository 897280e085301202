#define _GNU_SOURCE
#include "link.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

bool open_listener(struct link *link, const char *prefix, const char *suffix)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int length = snprintf(address.sun_path, sizeof address.sun_path, "%s.%s", prefix, suffix);
	if (length < 0 || (size_t)length >= sizeof address.sun_path)
		return false;
	unlink(address.sun_path);
	link->peer = -1;
	pthread_mutex_init(&link->lock, NULL);
	link->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return link->listener >= 0
		&& bind(link->listener, (struct sockaddr *)&address, sizeof address) == 0
		&& listen(link->listener, 4) == 0;
}

void drop_peer(struct link *link)
{
	if (link->peer >= 0) {
		close(link->peer);
		link->left = true;
	}
	link->peer = -1;
}

void close_link(struct link *link)
{
	drop_peer(link);
	if (link->listener >= 0)
		close(link->listener);
	link->listener = -1;
}

static bool peer_has_closed(struct link *link)
{
	char byte;
	return recv(link->peer, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

bool has_peer(struct link *link)
{
	if (link->peer >= 0 && peer_has_closed(link))
		drop_peer(link);
	if (link->peer < 0 && !link->left) {
		link->peer = accept4(link->listener, NULL, NULL, SOCK_CLOEXEC);
		if (link->peer >= 0) {
			struct timeval limit = { ANSWER_TIMEOUT_SECONDS, 0 };
			setsockopt(link->peer, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
			setsockopt(link->peer, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
			if (peer_has_closed(link))
				drop_peer(link);
		}
	}
	return link->peer >= 0;
}

static enum exchange receive(int fd, unsigned char *bytes, size_t count)
{
	while (count > 0) {
		ssize_t received = recv(fd, bytes, count, 0);
		if (received == 0)
			return PEER_GONE;
		if (received < 0 && errno == EINTR)
			continue;
		if (received < 0)
			return errno == ECONNRESET ? PEER_GONE : NO_ANSWER;
		bytes += received;
		count -= (size_t)received;
	}
	return ANSWERED;
}

bool send_message(struct link *link, const unsigned char *bytes, size_t count)
{
	unsigned char message[MAXIMUM_MESSAGE_BYTES + 2];
	message[0] = (unsigned char)(count >> 8);
	message[1] = (unsigned char)(count & 0xff);
	memcpy(message + 2, bytes, count);
	return send(link->peer, message, count + 2, MSG_NOSIGNAL) == (ssize_t)count + 2;
}

enum exchange exchange(struct link *link, const unsigned char *bytes, size_t count,
	unsigned char *answer, size_t *length)
{
	unsigned char header[2], body[MAXIMUM_MESSAGE_BYTES];
	if (count > MAXIMUM_MESSAGE_BYTES)
		return NO_ANSWER;
	if (!send_message(link, bytes, count)) {
		drop_peer(link);
		return PEER_GONE;
	}
	enum exchange result = receive(link->peer, header, sizeof header);
	size_t announced = (size_t)header[0] << 8 | header[1];
	if (result == ANSWERED)
		result = receive(link->peer, body, announced);
	if (result != ANSWERED) {
		/* After a time-out the stream is no longer in step: the card has to be presented anew. */
		drop_peer(link);
		return result;
	}
	if (announced > *length)
		return NO_ANSWER;
	memcpy(answer, body, announced);
	*length = announced;
	return ANSWERED;
}
