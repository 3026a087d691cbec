/* connect, accept, close over loopback, again and again: the yardstick in C for `npm run bench`. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *call) {
  perror(call);
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

int main(int argc, char **argv) {
  int cycles = argc > 1 ? atoi(argv[1]) : 1000;
  int port = argc > 2 ? atoi(argv[2]) : 3490;
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct linger reset = {1, 0};
  int one = 1;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&server, sizeof server) != 0) fail("bind");
  if (listen(listener, 128) != 0) fail("listen");
  double start = now();
  for (int i = 0; i < cycles; i++) {
    int client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) != 0) fail("setsockopt");
    if (connect(client, (struct sockaddr *)&server, sizeof server) != 0 && errno != EINPROGRESS) fail("connect");
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    int accepted = accept4(listener, (struct sockaddr *)&peer, &length, 0);
    if (accepted < 0) fail("accept4");
    close(client);
    close(accepted);
  }
  printf("%.3f\n", (now() - start) / cycles);
  return 0;
}
