/* What shutdown() reports on sockets that are not connected, and along the end of a connection. */
#include "witness.h"

static void errors(const char *name, int fd, int count, const int *hows) {
  printf("\"%s\": [", name);
  for (int i = 0; i < count; i++) printf("%s%s", i > 0 ? ", " : "", error_of(shutdown(fd, hows[i])));
  printf("]");
}

static const int HOWS[] = {SHUT_RD, SHUT_WR, SHUT_RDWR}, NO_HOWS[] = {-1, 3}, WRITING[] = {SHUT_WR, SHUT_WR};

static void unconnected(const struct kind *kind) {
  int fd = open_socket(kind, 0);
  printf("{");
  errors("hows", fd, 3, HOWS), printf(", ");
  errors("none", fd, 2, NO_HOWS), printf("}");
}

static void connection(const struct kind *kind) {
  int listener = listen_loopback(kind, 8, 0), client = connected_to(listener, kind);
  int server = must(accept(listener, NULL, NULL), "accept");
  printf("{");
  errors("none", client, 2, NO_HOWS), printf(", ");
  errors("first", client, 2, WRITING), printf(", ");
  wait_for_state(client, TCP_FIN_WAIT2);
  errors("again", client, 1, WRITING), printf(", ");
  close(server);
  /* The kernel keeps the connection in TIME_WAIT without its socket, which is then in CLOSE. */
  wait_for_state(client, TCP_CLOSE);
  errors("late", client, 3, HOWS), printf("}");
}

int main(void) {
  printf("{\"unconnected\": ");
  over_kinds(0, ALL, unconnected);
  printf(", \"connections\": ");
  over_kinds(0, TCP, connection);
  printf("}\n");
  return 0;
}
