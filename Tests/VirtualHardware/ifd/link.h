/* A Unix socket that one peer at a time connects to, and messages of a 2-byte big-endian length and
 * a payload. */
#ifndef KOPILKA_LINK_H
#define KOPILKA_LINK_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum {
	ANSWER_TIMEOUT_SECONDS = 5,
	MAXIMUM_MESSAGE_BYTES = 65535,
};

/* What one exchange with a peer came to. */
enum exchange { PEER_GONE, NO_ANSWER, ANSWERED };

struct link {
	int listener, peer;
	bool left;    /* the last peer went, and pcscd has not been told yet */
	pthread_mutex_t lock;
};

/* Listens at PREFIX.SUFFIX. */
bool open_listener(struct link *link, const char *prefix, const char *suffix);

/* Closes both ends. */
void close_link(struct link *link);

/* Closes the peer's end. */
void drop_peer(struct link *link);

/* Whether a peer is there; takes a waiting one, drops one that has closed. The next one is not
 * taken before pcscd has seen the gap, however short it was. Lock held. */
bool has_peer(struct link *link);

/* Sends a message without waiting for one. Lock held. */
bool send_message(struct link *link, const unsigned char *bytes, size_t count);

/* Sends a message and waits for one. The capacity of `answer` in, its length out. Lock held. */
enum exchange exchange(struct link *link, const unsigned char *bytes, size_t count,
	unsigned char *answer, size_t *length);

#endif
