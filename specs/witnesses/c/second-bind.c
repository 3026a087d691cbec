/* What bind() reports for an address that is not the host's, one of the other family, its own, and a second one. */
#include "witness.h"

static void bind_again(const struct kind *kind) {
  int fd = open_socket(kind, 0), other = open_socket(kind, 0);
  union address at;
  socklen_t length = address_of(kind->family, kind->elsewhere, 3490, &at);
  printf("{\"foreign\": %s, ", error_of(bind(fd, &at.any, length)));
  if (kind->family == AF_INET) address_of(AF_INET6, "::1", 3490, &at);
  else address_of(AF_INET, "127.0.0.1", 3490, &at);
  printf("\"otherFamily\": %s, ", error_of(bind(other, &at.any, sizeof at.in6)));
  printf("\"first\": %s, ", error_of(bind_loopback(fd, kind, 3491)));
  printf("\"again\": %s, ", error_of(bind_loopback(fd, kind, 3491)));
  printf("\"nextPort\": %s}", error_of(bind_loopback(fd, kind, 3492)));
  close(fd);
  close(other);
}

int main(void) {
  over_kinds(0, ALL, bind_again);
  return 0;
}
