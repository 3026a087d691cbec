/* What send() and recv() do with a null pointer in place of a buffer, and what is lost by that. */
#include "witness.h"

static void pair(const struct kind *kind, int *near, int *far) {
  if (kind->type == SOCK_STREAM) {
    int listener = listen_loopback(kind, 8, 0);
    *near = connected_to(listener, kind);
    *far = must(accept(listener, NULL, NULL), "accept");
    return;
  }
  *near = open_socket(kind, 0), *far = open_socket(kind, 0);
  must(bind_loopback(*far, kind, 0), "bind");
  must(connect_loopback(*near, kind, port_of(*far)), "connect");
}

static void null_pointers(const struct kind *kind) {
  int near, far, unread = 0;
  char text[20];
  ssize_t count;
  pair(kind, &near, &far);
  printf("{\"send\": {\"five\": %s, ", error_of(send(near, NULL, 5, 0)));
  printf("\"none\": %s}, \"arrived\": [", error_of(send(near, NULL, 0, 0)));
  must(send(near, "end", 3, 0), "send");
  for (const char *comma = ""; (count = recv(far, text, sizeof text, 0)) < 3; comma = ", ")
    printf("%s\"%.*s\", ", comma, (int)count, text);
  printf("\"%.*s\"], ", (int)count, text);

  pair(kind, &near, &far);
  printf("\"nothingThere\": %s, ", error_of(recv(far, NULL, 5, MSG_DONTWAIT)));
  must(send(near, "lost?", 5, 0), "send");
  while (unread < 5) must(ioctl(far, FIONREAD, &unread), "ioctl"), look_again();
  printf("\"recv\": %s, ", error_of(recv(far, NULL, 5, 0)));
  must(send(near, "again", 5, 0), "send");
  count = must(recv(far, text, 5, 0), "recv");
  printf("\"next\": \"%.*s\"}", (int)count, text);
}

int main(void) {
  over_kinds(0, ALL, null_pointers);
  return 0;
}
