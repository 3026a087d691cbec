/* A non-blocking connect(): what it reports, what poll() tells, and who is told the error afterwards. */
#include "witness.h"

/* The events that poll() tells, waiting for them at most so many milliseconds. */
static void print_events(int fd, int patience) {
  static const struct { int bit; const char *name; } EVENTS[] = {
    {POLLOUT, "POLLOUT"}, {POLLERR, "POLLERR"}, {POLLHUP, "POLLHUP"},
  };
  struct pollfd ready = {fd, POLLOUT, 0};
  must(poll(&ready, 1, patience), "poll");
  const char *comma = "";
  printf("[");
  for (int i = 0; i < 3; i++)
    if (ready.revents & EVENTS[i].bit) printf("%s\"%s\"", comma, EVENTS[i].name), comma = ", ";
  printf("]");
}

static int begin(const struct kind *kind, int port) {
  int fd = open_socket(kind, SOCK_NONBLOCK);
  printf("{\"connect\": %s, \"poll\": ", error_of(connect_loopback(fd, kind, port)));
  print_events(fd, -1);
  return fd;
}

static void nonblocking_connect(const struct kind *kind) {
  int full = listen_loopback(kind, 0, 0), filling = connected_to(full, kind), waiting = 1;
  must(send(filling, "x", 1, 0), "send");
  while (waiting > 0) must(ioctl(filling, TIOCOUTQ, &waiting), "ioctl"), look_again();
  int fd = open_socket(kind, SOCK_NONBLOCK);
  printf("{\"unanswered\": {\"connect\": %s, \"poll\": ", error_of(connect_loopback(fd, kind, port_of(full))));
  print_events(fd, 0);
  close(fd);

  int port = port_of(listen_loopback(kind, 8, 0));
  printf("}, \"accepted\": ");
  fd = begin(kind, port);
  printf(", \"error\": %s, ", name_of(option_of(fd, SOL_SOCKET, SO_ERROR)));
  printf("\"again\": [%s, ", error_of(connect_loopback(fd, kind, port)));
  printf("%s]}, ", error_of(connect_loopback(fd, kind, port)));

  int nobody = open_socket(kind, 0);
  must(bind_loopback(nobody, kind, 0), "bind");
  port = port_of(nobody);
  char byte;
  printf("\"refused\": ");
  fd = begin(kind, port);
  printf(", \"error\": %s, ", name_of(option_of(fd, SOL_SOCKET, SO_ERROR)));
  ssize_t count = recv(fd, &byte, 1, 0);
  printf("\"recv\": %s, ", count == 0 ? "\"end-of-file\"" : error_of(count));
  printf("\"again\": %s, \"other\": ", error_of(connect_loopback(fd, kind, port)));
  fd = begin(kind, port);
  printf(", \"firstAsked\": [%s, ", error_of(recv(fd, &byte, 1, 0)));
  printf("%s]}}}", name_of(option_of(fd, SOL_SOCKET, SO_ERROR)));
}

int main(void) {
  over_kinds(0, TCP, nonblocking_connect);
  return 0;
}
