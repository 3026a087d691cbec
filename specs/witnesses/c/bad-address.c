/* What bind() reports for each length of an address, and for a null pointer. */
#include "witness.h"

static void lengths(const struct kind *kind) {
  union address at;
  printf("{\"own\": [");
  for (int length = -1; length <= 130; length++) {
    int fd = open_socket(kind, 0);
    address_of(kind->family, kind->loopback, 0, &at);
    printf("%s%s", length > -1 ? ", " : "", error_of(bind(fd, &at.any, length)));
    close(fd);
  }
  int refused = open_socket(kind, 0);
  memset(&at, 'x', sizeof at);
  at.un.sun_family = AF_UNIX;
  at.un.sun_path[0] = '/';
  printf("], \"unix\": [");
  for (int length = 2; length <= 110; length++)
    printf("%s%s", length > 2 ? ", " : "", error_of(bind(refused, &at.any, length)));
  socklen_t length = address_of(kind->family, kind->loopback, 0, &at);
  printf("], \"null\": %s, ", error_of(bind(refused, NULL, length)));
  printf("\"nullOfNoLength\": %s, ", error_of(bind(refused, NULL, 0)));
  printf("\"port\": %d}", port_of(refused));
}

int main(void) {
  over_kinds(0, ALL, lengths);
  return 0;
}
