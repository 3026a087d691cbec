/* What SO_SNDBUF and SO_RCVBUF read at first, and after they were set to 21000, 0, 1 and a size beyond the limit. */
#include "witness.h"

static int size_after(int fd, int option, int size) {
  must(set_option(fd, SOL_SOCKET, option, size), "setsockopt");
  return option_of(fd, SOL_SOCKET, option);
}

static void sizes_of(const struct kind *kind, const char *name, int option) {
  int fd = open_socket(kind, 0);
  printf("\"%s\": {\"unset\": %d, ", name, option_of(fd, SOL_SOCKET, option));
  printf("\"set\": %d, ", size_after(fd, option, 21000));
  printf("\"zero\": %d, ", size_after(fd, option, 0));
  printf("\"one\": %d, ", size_after(fd, option, 1));
  printf("\"huge\": %d}", size_after(fd, option, 1 << 29));
}

static void sizes(const struct kind *kind) {
  printf("{");
  sizes_of(kind, "SO_SNDBUF", SO_SNDBUF);
  printf(", ");
  sizes_of(kind, "SO_RCVBUF", SO_RCVBUF);
  printf("}");
}

int main(void) {
  over_kinds(0, ALL, sizes);
  return 0;
}
