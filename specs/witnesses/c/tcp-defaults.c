/* TCP_LINGER2, TCP_SYNCNT and TCP_MAXSEG: what they are and what they take; a congestion control that does not exist. */
#include "witness.h"

static void set_and_read(int fd, int option, int value) {
  int failed = set_option(fd, IPPROTO_TCP, option, value);
  if (failed) printf(", %s", error_of(failed));
  else printf(", %d", option_of(fd, IPPROTO_TCP, option));
}

static void defaults(const struct kind *kind) {
  int fd = open_socket(kind, 0);
  printf("{\"linger2\": [%d", option_of(fd, IPPROTO_TCP, TCP_LINGER2));
  set_and_read(fd, TCP_LINGER2, 119), set_and_read(fd, TCP_LINGER2, 120), set_and_read(fd, TCP_LINGER2, 121);
  printf("], \"syncnt\": [%d", option_of(fd, IPPROTO_TCP, TCP_SYNCNT));
  set_and_read(fd, TCP_SYNCNT, 0), set_and_read(fd, TCP_SYNCNT, 127), set_and_read(fd, TCP_SYNCNT, 128);
  printf("], \"maxseg\": [%s", error_of(set_option(fd, IPPROTO_TCP, TCP_MAXSEG, 10)));
  set_and_read(fd, TCP_MAXSEG, 87), set_and_read(fd, TCP_MAXSEG, 88);
  printf("], \"unknown\": %s}", error_of(setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, "unheard-of", 10)));
}

int main(void) {
  over_kinds(0, TCP, defaults);
  return 0;
}
