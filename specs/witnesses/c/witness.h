/* What every witness needs: the kinds of internet sockets, addresses, the names of errors, and JSON of them. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct kind {
  const char *name;
  int family, type;
  const char *loopback, *elsewhere;
};

/* Those of TCP come first. Nobody here has the address elsewhere: RFC 5737, RFC 3849. */
static const struct kind KINDS[] = {
  {"TCP over IPv4", AF_INET, SOCK_STREAM, "127.0.0.1", "198.51.100.9"},
  {"TCP over IPv6", AF_INET6, SOCK_STREAM, "::1", "2001:db8::9"},
  {"TCP over IPv4-mapped IPv6", AF_INET6, SOCK_STREAM, "::ffff:127.0.0.1", "::ffff:198.51.100.9"},
  {"UDP over IPv4", AF_INET, SOCK_DGRAM, "127.0.0.1", "198.51.100.9"},
  {"UDP over IPv6", AF_INET6, SOCK_DGRAM, "::1", "2001:db8::9"},
  {"UDP over IPv4-mapped IPv6", AF_INET6, SOCK_DGRAM, "::ffff:127.0.0.1", "::ffff:198.51.100.9"},
};
enum { TCP = 3, ALL = 6 };

union address {
  struct sockaddr any;
  struct sockaddr_in in;
  struct sockaddr_in6 in6;
  struct sockaddr_un un;
  char bytes[256];
};

/* Writes an address and gives its length. */
static inline socklen_t address_of(int family, const char *text, int port, union address *address) {
  memset(address, 0, sizeof *address);
  address->any.sa_family = family;
  address->in.sin_port = htons(port);
  if (family == AF_INET) return inet_pton(family, text, &address->in.sin_addr), sizeof address->in;
  return inet_pton(family, text, &address->in6.sin6_addr), sizeof address->in6;
}

/* A call that the set-up needs: ends the program where it fails. */
static inline int must(int result, const char *what) {
  if (result < 0) perror(what), exit(1);
  return result;
}

/* The outcome of a call as JSON: null, or the name of its error. */
static inline const char *error_of(long result) {
  static char texts[8][32];
  static int next;
  if (result >= 0) return "null";
  char *text = texts[next++ % 8];
  snprintf(text, sizeof texts[0], "\"%s\"", strerrorname_np(errno));
  return text;
}

/* An error number that was stored, for example in SO_ERROR, as JSON. */
static inline const char *name_of(int number) {
  errno = number;
  return error_of(number == 0 ? 0 : -1);
}

static inline int open_socket(const struct kind *kind, int flags) {
  return must(socket(kind->family, kind->type | flags, 0), "socket");
}

static inline int bind_loopback(int fd, const struct kind *kind, int port) {
  union address at;
  return bind(fd, &at.any, address_of(kind->family, kind->loopback, port, &at));
}

static inline int connect_loopback(int fd, const struct kind *kind, int port) {
  union address at;
  return connect(fd, &at.any, address_of(kind->family, kind->loopback, port, &at));
}

/* The port that a socket has. */
static inline int port_of(int fd) {
  union address at;
  socklen_t length = sizeof at;
  must(getsockname(fd, &at.any, &length), "getsockname");
  return ntohs(at.in.sin_port);
}

/* A listener at a port of the kernel's choice. */
static inline int listen_loopback(const struct kind *kind, int backlog, int flags) {
  int fd = open_socket(kind, flags);
  must(bind_loopback(fd, kind, 0), "bind");
  must(listen(fd, backlog), "listen");
  return fd;
}

static inline int connected_to(int listener, const struct kind *kind) {
  int fd = open_socket(kind, 0);
  must(connect_loopback(fd, kind, port_of(listener)), "connect");
  return fd;
}

/* An option whose value is a number. */
static inline int option_of(int fd, int level, int option) {
  int value = 0;
  socklen_t length = sizeof value;
  must(getsockopt(fd, level, option, &value, &length), "getsockopt");
  return value;
}

static inline int set_option(int fd, int level, int option, int value) {
  return setsockopt(fd, level, option, &value, sizeof value);
}

/* The kernel handles what it has for the loopback interface soon, but not always before a call returns. */
static inline void look_again(void) { usleep(1000); }

static inline void wait_for_state(int fd, int state) {
  for (;; look_again()) {
    struct tcp_info info;
    socklen_t length = sizeof info;
    must(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length), "getsockopt(TCP_INFO)");
    if (info.tcpi_state == state) return;
  }
}

/* Prints one JSON object: a member for each kind, of which `print` prints the value. */
static inline void over_kinds(int first, int end, void (*print)(const struct kind *)) {
  printf("{");
  for (int i = first; i < end; i++) {
    printf("%s\"%s\": ", i > first ? ", " : "", KINDS[i].name);
    print(&KINDS[i]);
  }
  printf("}\n");
}
