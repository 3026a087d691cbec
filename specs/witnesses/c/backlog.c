/* How many clients the queue of a listener takes, for each backlog among the arguments, until a SYN is dropped. */
#include "witness.h"

/* The kernel's counter ListenOverflows: in netstat a line of names comes before the line of their numbers. */
static long overflows(void) {
  char names[8192], numbers[8192];
  FILE *file = fopen("/proc/self/net/netstat", "r");
  long found = -1;
  while (found < 0 && fgets(names, sizeof names, file) && fgets(numbers, sizeof numbers, file)) {
    char *rest[2], *number = strtok_r(numbers, " \n", &rest[1]);
    for (char *name = strtok_r(names, " \n", &rest[0]); name; name = strtok_r(NULL, " \n", &rest[0])) {
      if (strcmp(name, "ListenOverflows") == 0) found = atol(number);
      number = strtok_r(NULL, " \n", &rest[1]);
    }
  }
  fclose(file);
  return found;
}

/* Whether a client gets in: the byte that it sends is acknowledged, or else the kernel counts an overflow. */
static int gets_in(int client, long before) {
  for (int sent = 0, waiting = 1;; look_again()) {
    struct pollfd ready = {client, POLLOUT, 0};
    if (!sent && poll(&ready, 1, 0) == 1) sent = send(client, "x", 1, MSG_NOSIGNAL) == 1;
    if (sent) must(ioctl(client, TIOCOUTQ, &waiting), "ioctl");
    if (waiting == 0) return 1;
    if (overflows() > before) return 0;
  }
}

static int taken(const struct kind *kind, int backlog) {
  int listener = listen_loopback(kind, backlog, SOCK_NONBLOCK), client, connection, count = 0;
  long before;
  do {
    before = overflows();
    client = open_socket(kind, SOCK_NONBLOCK);
    connect_loopback(client, kind, port_of(listener));
  } while (gets_in(client, before));
  while ((connection = accept(listener, NULL, NULL)) >= 0) close(connection), count++;
  close(client);
  close(listener);
  return count;
}

static int asked;
static char **backlogs;

static void counts(const struct kind *kind) {
  printf("{");
  for (int i = 0; i < asked; i++)
    printf("%s\"%s\": %d", i > 0 ? ", " : "", backlogs[i], taken(kind, atoi(backlogs[i])));
  printf("}");
}

int main(int count, char **arguments) {
  asked = count - 1, backlogs = arguments + 1;
  over_kinds(0, TCP, counts);
  return 0;
}
