/* What connect() reports on sockets that are connected, connecting, or listening. */
#include "witness.h"

static void twice(const struct kind *kind) {
  int listener = listen_loopback(kind, 8, 0), other = listen_loopback(kind, 8, 0), full = listen_loopback(kind, 0, 0);
  int client = connected_to(listener, kind);
  printf("{\"again\": %s, ", error_of(connect_loopback(client, kind, port_of(listener))));
  printf("\"elsewhere\": %s, ", error_of(connect_loopback(client, kind, port_of(other))));

  /* Nobody answers a client once another one fills the queue; that one's byte is acknowledged when it does. */
  int filling = connected_to(full, kind), waiting = 1;
  must(send(filling, "x", 1, 0), "send");
  while (waiting > 0) must(ioctl(filling, TIOCOUTQ, &waiting), "ioctl"), look_again();
  int connecting = open_socket(kind, SOCK_NONBLOCK);
  printf("\"inProgress\": [%s, ", error_of(connect_loopback(connecting, kind, port_of(full))));
  printf("%s], ", error_of(connect_loopback(connecting, kind, port_of(full))));

  printf("\"asClient\": %s, ", error_of(connect_loopback(listener, kind, port_of(other))));
  printf("\"later\": %s}", error_of(connect_loopback(open_socket(kind, 0), kind, port_of(listener))));
}

int main(void) {
  over_kinds(0, TCP, twice);
  return 0;
}
