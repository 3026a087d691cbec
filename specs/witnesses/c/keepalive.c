/* The keepalive options of a new socket, their largest values, and a socket that follows the sysctl. */
#include "witness.h"

static void limits(int fd, const char *name, int option, int most) {
  printf("\"%s\": {\"initially\": %d, ", name, option_of(fd, IPPROTO_TCP, option));
  printf("\"zero\": %s, ", error_of(set_option(fd, IPPROTO_TCP, option, 0)));
  printf("\"largest\": %s, ", error_of(set_option(fd, IPPROTO_TCP, option, most)));
  printf("\"readsThen\": %d, ", option_of(fd, IPPROTO_TCP, option));
  printf("\"oneMore\": %s, ", error_of(set_option(fd, IPPROTO_TCP, option, most + 1)));
  printf("\"readsAfterThat\": %d}, ", option_of(fd, IPPROTO_TCP, option));
}

static void set_keepalive_time(const char *seconds) {
  int file = must(open("/proc/sys/net/ipv4/tcp_keepalive_time", O_WRONLY), "open");
  must(write(file, seconds, strlen(seconds)), "write");
  close(file);
}

static void keepalive(const struct kind *kind) {
  int fd = open_socket(kind, 0), untouched = open_socket(kind, 0);
  printf("{\"keepalive\": %s, ", option_of(fd, SOL_SOCKET, SO_KEEPALIVE) ? "true" : "false");
  limits(fd, "idle", TCP_KEEPIDLE, 32767);
  limits(fd, "interval", TCP_KEEPINTVL, 32767);
  limits(fd, "count", TCP_KEEPCNT, 127);
  set_keepalive_time("600");
  printf("\"followed\": %d}", option_of(untouched, IPPROTO_TCP, TCP_KEEPIDLE));
  set_keepalive_time("7200");
}

int main(void) {
  over_kinds(0, TCP, keepalive);
  return 0;
}
