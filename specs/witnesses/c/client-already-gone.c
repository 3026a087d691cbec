/* What the server finds of clients that sent something and were gone before accept(). */
#include "witness.h"
#include <sched.h>

static void received(int fd) {
  printf("\"received\": [");
  for (int i = 0; i < 3; i++) {
    char text[5];
    ssize_t count = recv(fd, text, sizeof text, 0);
    if (count < 0) printf("%s%s", i > 0 ? ", " : "", error_of(count));
    else printf("%s\"%.*s\"", i > 0 ? ", " : "", (int)count, text);
  }
  printf("]}");
}

static void gone(const struct kind *kind, int resets, int asks) {
  int listener = listen_loopback(kind, 8, 0), client = connected_to(listener, kind), port = port_of(client);
  must(send(client, "hello", 5, 0), "send");
  struct linger linger = {resets, 0};
  must(setsockopt(client, SOL_SOCKET, SO_LINGER, &linger, sizeof linger), "setsockopt");
  close(client);
  /* One processor handles what is under way in its order: what this client did is over when another is connected. */
  connected_to(listener, kind);

  union address peer;
  socklen_t length = sizeof peer;
  int fd = accept(listener, &peer.any, &length);
  printf("{\"accept\": %s, ", error_of(fd));
  printf("\"isPeerOfAccept\": %s, \"errors\": [", ntohs(peer.in.sin_port) == port ? "true" : "false");
  for (int i = 0; asks && i < 2; i++) printf("%s%s", i ? ", " : "", name_of(option_of(fd, SOL_SOCKET, SO_ERROR)));
  length = sizeof peer;
  printf("], \"getpeername\": %s, ", error_of(getpeername(fd, &peer.any, &length)));
  received(fd);
}

static void all(const struct kind *kind) {
  printf("{\"asked\": "), gone(kind, 1, 1);
  printf(", \"read\": "), gone(kind, 1, 0);
  printf(", \"closed\": "), gone(kind, 0, 1);
  printf("}");
}

int main(void) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(must(sched_getcpu(), "sched_getcpu"), &one);
  must(sched_setaffinity(0, sizeof one, &one), "sched_setaffinity");
  over_kinds(0, TCP, all);
  return 0;
}
