/* Sends datagrams of given sizes and reads each with given room. An argument is a kind: «UDP over IPv4=5:4,0:100». */
#include "witness.h"

enum { MOST = 100000 };
static char sent[MOST], room[MOST];

static void exchange(const struct kind *kind, char *pairs) {
  int receiver = open_socket(kind, 0), sender = open_socket(kind, 0), taken = 0;
  int rooms[100];
  must(bind_loopback(receiver, kind, 0), "bind");
  union address to;
  socklen_t length = address_of(kind->family, kind->loopback, port_of(receiver), &to);
  printf("{\"sent\": [");
  for (char *pair = strtok(pairs, ","); pair; pair = strtok(NULL, ",")) {
    int size, space;
    sscanf(pair, "%d:%d", &size, &space);
    ssize_t count = sendto(sender, sent, size, 0, &to.any, length);
    printf("%s%s", pair > pairs ? ", " : "", error_of(count));
    if (count == size) rooms[taken++] = space;
  }
  printf("], \"read\": [");
  for (int i = 0; i < taken; i++) {
    struct iovec space = {room, rooms[i]};
    struct msghdr message = {.msg_iov = &space, .msg_iovlen = 1};
    ssize_t count = recvmsg(receiver, &message, 0);
    printf("%s{\"length\": %zd, ", i > 0 ? ", " : "", count);
    printf("\"truncated\": %s}", message.msg_flags & MSG_TRUNC ? "true" : "false");
  }
  printf("], \"left\": %s}", error_of(recv(receiver, room, 1, MSG_DONTWAIT)));
  close(receiver);
  close(sender);
}

int main(int count, char **arguments) {
  printf("[");
  for (int i = 1; i < count; i++) {
    char *pairs = strchr(arguments[i], '=');
    *pairs++ = 0;
    for (int kind = TCP; kind < ALL; kind++)
      if (strcmp(arguments[i], KINDS[kind].name) == 0) printf("%s", i > 1 ? ", " : ""), exchange(&KINDS[kind], pairs);
  }
  printf("]\n");
  return 0;
}
