/* The error of each call on descriptors that are no sockets, and of socket() for what it cannot make. */
#include "witness.h"
#include <sys/epoll.h>

static void calls_on(const char *name, int fd) {
  union address at;
  socklen_t length = address_of(AF_INET, "127.0.0.1", 0, &at), room = sizeof at;
  int value = 1;
  socklen_t size = sizeof value;
  char buffer[5];
  printf("\"%s\": {\"bind\": %s, ", name, error_of(bind(fd, &at.any, length)));
  printf("\"listen\": %s, ", error_of(listen(fd, 1)));
  printf("\"accept\": %s, ", error_of(accept(fd, NULL, NULL)));
  address_of(AF_INET, "127.0.0.1", 9, &at);
  printf("\"connect\": %s, ", error_of(connect(fd, &at.any, length)));
  printf("\"send\": %s, ", error_of(send(fd, "hello", 5, MSG_NOSIGNAL)));
  printf("\"recv\": %s, ", error_of(recv(fd, buffer, 5, 0)));
  printf("\"shutdown\": %s, ", error_of(shutdown(fd, SHUT_RDWR)));
  printf("\"getsockname\": %s, ", error_of(getsockname(fd, &at.any, &room)));
  printf("\"getpeername\": %s, ", error_of(getpeername(fd, &at.any, &room)));
  printf("\"getsockopt\": %s, ", error_of(getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &size)));
  printf("\"setsockopt\": %s", error_of(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, size)));
}

static void make(const char *name, int domain, int type, int protocol) {
  printf("\"%s\": %s", name, error_of(socket(domain, type, protocol)));
}

int main(void) {
  int closed = must(socket(AF_INET, SOCK_STREAM, 0), "socket");
  must(close(closed), "close");
  printf("{\"descriptors\": {");
  calls_on("closed", closed);
  printf(", \"close\": %s, ", error_of(close(closed)));
  printf("\"dup\": %s}, ", error_of(dup(closed)));
  calls_on("device", must(open("/dev/null", O_RDWR), "open"));
  printf("}, ");
  calls_on("instance", must(epoll_create1(0), "epoll_create1"));
  printf("}, ");
  calls_on("path", must(open("/", O_PATH), "open"));
  printf("}}, \"sockets\": {");
  make("domain0", 0, SOCK_STREAM, 0), printf(", ");
  make("domain99", 99, SOCK_STREAM, 0), printf(", ");
  make("type75", AF_INET, 75, 0), printf(", ");
  make("seqpacket", AF_INET, SOCK_SEQPACKET, 0), printf(", ");
  make("seqpacket6", AF_INET6, SOCK_SEQPACKET, 0), printf(", ");
  make("streamOfUdp", AF_INET, SOCK_STREAM, IPPROTO_UDP), printf(", ");
  make("datagramOfTcp", AF_INET, SOCK_DGRAM, IPPROTO_TCP), printf(", ");
  make("streamOfTcp", AF_INET, SOCK_STREAM, IPPROTO_TCP), printf("}}\n");
  return 0;
}
