/*
 * A template of an agent of sockproof: fill in your own sockets. Needs POSIX threads and nothing else.
 *
 *     cc -O2 -pthread -Wall -Wextra -o agent agent.c
 *     sockproof agent check -- ./agent
 *     sockproof verify udp --stack agent -- ./agent
 *
 * The first part is yours: your stack, and the calls that programs make of it. What works so far is UDP within one host,
 * without a network: sockets, ports, and datagrams from one socket to another. What follows is JSON and the agent protocol
 * (docs/agent-protocol.md); it is complete, and need not be changed.
 *
 * A call is a function my_…(). It returns 0 or more, or a negative error number of <errno.h>: return -ECONNREFUSED.
 * One big lock is held while any of your functions runs, so at most one does, and nothing else needs a lock. A call that
 * blocks waits with wait_for_change(), which lets go of the lock meanwhile; whoever changes something that others may wait
 * for calls changed(). When you add a call, add it to the table CALLS, and hello lists it; options, flags, families
 * and types stand in SELF. Print to standard error as you like: it is on the timeline of the report.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ------------------------------------------------------------------------------------------------ What you build on */

/* What hello tells, besides the calls. */
#define SELF                                                                                                            \
    "\"protocol\":1,\"name\":\"my-stack\",\"version\":\"0.1\",\"network\":\"frames\",\"families\":[\"AF_INET\"],"       \
    "\"types\":[\"SOCK_DGRAM\"],\"options\":[],\"flags\":[\"MSG_DONTWAIT\"],\"loopback\":true"

/* An IPv4 address in the byte order of the network, and a port in that of this machine. */
struct address {
    struct in_addr ip;
    uint16_t port;
};

/* A call that is under way. */
struct call;

/*
 * Waits until something has changed; false if the call was cancelled, and then return -ECANCELED. Others run meanwhile,
 * so look again at all you know: also at whether the socket is still there.
 */
static bool wait_for_change(struct call *call);

/* Something has changed that others may wait for. */
static void changed(void);

/* The interface that your stack is to be; `frames` is the descriptor of the cable, -1 if there is none. */
static struct {
    int frames;
    uint8_t hardware_address[6];
    struct in_addr ip;
    int prefix;
    struct in_addr gateway;
    int mtu;
} network = {.frames = -1};

/* ---------------------------------------------------------------------------------------------------------- Your stack */

enum { FIRST_FD = 4, SOCKETS = 256, LARGEST_DATAGRAM = 65507, FIRST_EPHEMERAL = 49152 };

/* A datagram that nobody has read. */
struct datagram {
    struct datagram *next;
    struct address from;
    size_t length;
    uint8_t bytes[];
};

/* What your stack knows of one socket. */
struct socket {
    bool open;
    bool nonblocking;
    struct address local;
    struct datagram *arrived;
};

static struct socket sockets[SOCKETS];

static struct socket *find_socket(int fd) {
    bool known = fd >= FIRST_FD && fd < FIRST_FD + SOCKETS && sockets[fd - FIRST_FD].open;
    return known ? &sockets[fd - FIRST_FD] : NULL;
}

static bool is_loopback(struct in_addr ip) {
    return ntohl(ip.s_addr) >> 24 == 127;
}

static bool is_own(struct in_addr ip) {
    return ip.s_addr == INADDR_ANY || is_loopback(ip) || (network.ip.s_addr != 0 && ip.s_addr == network.ip.s_addr);
}

/* Who is at a port; a socket of just this address comes before one of all addresses. */
static struct socket *socket_at(struct address at) {
    struct socket *found = NULL;
    for (struct socket *one = sockets; one < sockets + SOCKETS; one++) {
        if (!one->open || one->local.port != at.port) continue;
        if (one->local.ip.s_addr == at.ip.s_addr) return one;
        if (one->local.ip.s_addr == INADDR_ANY) found = one;
    }
    return found;
}

static bool is_taken(struct address wanted, bool at_any_address) {
    for (const struct socket *one = sockets; one < sockets + SOCKETS; one++) {
        bool overlap = at_any_address || wanted.ip.s_addr == INADDR_ANY || one->local.ip.s_addr == INADDR_ANY ||
                       one->local.ip.s_addr == wanted.ip.s_addr;
        if (one->open && one->local.port == wanted.port && overlap) return true;
    }
    return false;
}

/* Gives a socket a port, any if it is 0. */
static int claim_port(struct socket *socket, struct address wanted) {
    if (wanted.port == 0) {
        wanted.port = FIRST_EPHEMERAL;
        while (wanted.port != 0 && is_taken(wanted, true)) wanted.port++;
        if (wanted.port == 0) return -EADDRINUSE;
    } else if (is_taken(wanted, false)) {
        return -EADDRINUSE;
    }
    socket->local = wanted;
    return 0;
}

/* Sends a frame: 6 bytes of destination, 6 of source, 2 of type, and what is in it. Yours to use. */
__attribute__((unused)) static void send_frame(const uint8_t *frame, size_t length) {
    if (write(network.frames, frame, length) < 0) perror("a frame is lost");
}

/* TODO: answer ARP for your address; then IPv4, and in it ICMP, UDP and TCP. The big lock is held. */
static void frame_arrived(const uint8_t *frame, size_t length) {
    (void)frame;
    (void)length;
}

static int my_socket(bool stream, bool nonblocking) {
    if (stream) return -ESOCKTNOSUPPORT; /* TODO */
    for (int i = 0; i < SOCKETS; i++) {
        if (sockets[i].open) continue;
        sockets[i] = (struct socket){.open = true, .nonblocking = nonblocking};
        return FIRST_FD + i;
    }
    return -EMFILE;
}

static int my_bind(int fd, struct address address) {
    struct socket *socket = find_socket(fd);
    if (socket == NULL) return -EBADF;
    if (socket->local.port != 0) return -EINVAL;
    if (!is_own(address.ip)) return -EADDRNOTAVAIL;
    return claim_port(socket, address);
}

static int my_getsockname(int fd, struct address *address) {
    const struct socket *socket = find_socket(fd);
    if (socket == NULL) return -EBADF;
    *address = socket->local;
    return 0;
}

static int my_getpeername(int fd, struct address *peer) {
    (void)peer; /* TODO: after my_connect(), its peer. */
    return find_socket(fd) == NULL ? -EBADF : -ENOTCONN;
}

static int my_sendto(struct call *call, int fd, const uint8_t *bytes, size_t length, bool wait, struct address to) {
    (void)call; /* Where there is no room, wait_for_change(call), if `wait`. */
    (void)wait;
    struct socket *socket = find_socket(fd);
    if (socket == NULL) return -EBADF;
    if (length > LARGEST_DATAGRAM) return -EMSGSIZE;
    if (socket->local.port == 0) {
        int error = claim_port(socket, (struct address){.port = 0});
        if (error < 0) return error;
    }
    if (!is_own(to.ip)) return -ENETUNREACH; /* TODO: send it as a frame, see send_frame(). */
    struct socket *receiver = socket_at(to);
    if (receiver != NULL) {
        struct datagram *datagram = malloc(sizeof *datagram + length);
        if (datagram == NULL) return -ENOBUFS;
        *datagram = (struct datagram){.from = socket->local, .length = length};
        if (datagram->from.ip.s_addr == INADDR_ANY) datagram->from.ip = to.ip;
        memcpy(datagram->bytes, bytes, length);
        struct datagram **last = &receiver->arrived;
        while (*last != NULL) last = &(*last)->next;
        *last = datagram;
        changed();
    }
    return (int)length;
}

static int my_recvfrom(struct call *call, int fd, uint8_t *bytes, size_t length, bool wait, struct address *from) {
    struct socket *socket = find_socket(fd);
    if (socket == NULL) return -EBADF;
    while (socket->arrived == NULL) {
        if (socket->nonblocking || !wait) return -EAGAIN;
        if (!wait_for_change(call)) return -ECANCELED;
        if (!socket->open) return -EBADF;
    }
    struct datagram *datagram = socket->arrived;
    socket->arrived = datagram->next;
    size_t taken = datagram->length < length ? datagram->length : length;
    memcpy(bytes, datagram->bytes, taken);
    *from = datagram->from;
    free(datagram);
    return (int)taken;
}

static int my_close(int fd) {
    struct socket *socket = find_socket(fd);
    if (socket == NULL) return -EBADF;
    while (socket->arrived != NULL) {
        struct datagram *datagram = socket->arrived;
        socket->arrived = datagram->next;
        free(datagram);
    }
    socket->open = false;
    changed();
    return 0;
}

/* TODO, and more in docs/agent-protocol.md: add each to CALLS, at the end. */
/* my_connect(), my_send(), my_listen(), my_accept4(), my_shutdown(), my_getsockopt(), my_setsockopt(), my_poll(), … */

/* --------------------------------------------------------------------------------------------------------------- JSON */

/* A value of JSON. The members of an object and the items of an array are a list; members have a name. */
struct json {
    enum { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } kind;
    char *name;
    double number;
    char *text;
    struct json *first, *next;
};

static void json_free(struct json *value) {
    while (value != NULL) {
        struct json *next = value->next;
        json_free(value->first);
        free(value->name);
        free(value->text);
        free(value);
        value = next;
    }
}

static void skip_blanks(const char **at) {
    *at += strspn(*at, " \t\r\n");
}

/* Reads a string behind its quotation mark, in place of \u escapes beyond ASCII a question mark; NULL if it has no end. */
static char *json_read_string(const char **at) {
    char *text = malloc(strlen(*at) + 1), *end = text;
    for (; text != NULL && **at != '"'; (*at)++) {
        if (**at == '\0') {
            free(text);
            return NULL;
        }
        if (**at != '\\') {
            *end++ = **at;
            continue;
        }
        (*at)++;
        const char *escapes = "b\bf\fn\nr\rt\t", *found = **at == '\0' ? NULL : strchr(escapes, **at);
        unsigned code;
        if (**at == 'u' && sscanf(*at + 1, "%4x", &code) == 1) {
            *end++ = code < 0x80 ? (char)code : '?';
            *at += 4;
        } else if (**at != '\0') {
            *end++ = found != NULL ? found[1] : **at;
        } else {
            (*at)--;
        }
    }
    if (text != NULL) *end = '\0', (*at)++;
    return text;
}

/* Reads a value; NULL if there is none. Free it with json_free(). */
static struct json *json_read(const char **at) {
    skip_blanks(at);
    struct json *value = calloc(1, sizeof *value), **last = value == NULL ? NULL : &value->first;
    if (value == NULL) return NULL;
    if (**at == '{' || **at == '[') {
        value->kind = **at == '{' ? JSON_OBJECT : JSON_ARRAY;
        char end = value->kind == JSON_OBJECT ? '}' : ']';
        (*at)++;
        for (skip_blanks(at); **at != end; skip_blanks(at)) {
            char *name = NULL;
            if (value->kind == JSON_OBJECT) {
                if (*(*at)++ != '"' || (name = json_read_string(at)) == NULL) goto wrong;
                skip_blanks(at);
                if (*(*at)++ != ':') {
                    free(name);
                    goto wrong;
                }
            }
            if ((*last = json_read(at)) == NULL) {
                free(name);
                goto wrong;
            }
            (*last)->name = name;
            last = &(*last)->next;
            skip_blanks(at);
            if (**at == ',') (*at)++;
            else if (**at != end) goto wrong;
        }
        (*at)++;
    } else if (**at == '"') {
        (*at)++;
        value->kind = JSON_STRING;
        if ((value->text = json_read_string(at)) == NULL) goto wrong;
    } else if (strncmp(*at, "true", 4) == 0) {
        value->kind = JSON_TRUE, *at += 4;
    } else if (strncmp(*at, "false", 5) == 0) {
        value->kind = JSON_FALSE, *at += 5;
    } else if (strncmp(*at, "null", 4) == 0) {
        value->kind = JSON_NULL, *at += 4;
    } else {
        char *end;
        value->kind = JSON_NUMBER;
        value->number = strtod(*at, &end);
        if (end == *at) goto wrong;
        *at = end;
    }
    return value;
wrong:
    json_free(value);
    return NULL;
}

/* A member of an object; NULL if there is none. */
static const struct json *member(const struct json *object, const char *name) {
    const struct json *one = object != NULL && object->kind == JSON_OBJECT ? object->first : NULL;
    while (one != NULL && strcmp(one->name, name) != 0) one = one->next;
    return one;
}

static const char *text_of(const struct json *object, const char *name) {
    const struct json *value = member(object, name);
    return value != NULL && value->kind == JSON_STRING ? value->text : "";
}

static bool number_of(const struct json *object, const char *name, long *number) {
    const struct json *value = member(object, name);
    if (value == NULL || value->kind != JSON_NUMBER) return false;
    *number = (long)value->number;
    return true;
}

/* Whether a list of names, of flags for example, has a name in it. */
static bool lists(const struct json *object, const char *list, const char *name) {
    const struct json *value = member(object, list);
    for (const struct json *one = value == NULL ? NULL : value->first; one != NULL; one = one->next) {
        if (one->kind == JSON_STRING && strcmp(one->text, name) == 0) return true;
    }
    return false;
}

static const char BASE64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The bytes of {"base64":…}, to be freed; NULL if there are none. */
static uint8_t *bytes_of(const struct json *object, const char *name, size_t *length) {
    const struct json *encoded = member(member(object, name), "base64");
    if (encoded == NULL || encoded->kind != JSON_STRING) return NULL;
    uint8_t *bytes = malloc(strlen(encoded->text) + 1);
    uint32_t bits = 0;
    int count = 0;
    *length = 0;
    for (const char *at = encoded->text; bytes != NULL && *at != '\0' && *at != '='; at++) {
        const char *digit = strchr(BASE64, *at);
        if (digit == NULL) {
            free(bytes);
            return NULL;
        }
        bits = bits << 6 | (uint32_t)(digit - BASE64);
        count += 6;
        if (count >= 8) bytes[(*length)++] = (uint8_t)(bits >> (count -= 8));
    }
    return bytes;
}

/* --------------------------------------------------------------------------------------------------- The agent protocol */

enum { NOT_MADE = -10000 };

struct call {
    long id;
    const struct json *request;
    struct json *line;
    struct timespec began;
    /* Its value as JSON. */
    char *value;
    bool cancelled;
    /* Whether it waits, or has ended: then the next request may be read. */
    bool settled, ended;
    /* Whether the next request is being read: then the call is its thread's own. */
    bool on_its_own;
    struct call *next;
};

static pthread_mutex_t big_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t something_changed = PTHREAD_COND_INITIALIZER;
static pthread_cond_t call_settled = PTHREAD_COND_INITIALIZER;
static pthread_cond_t call_ended = PTHREAD_COND_INITIALIZER;
static struct call *under_way;

static void changed(void) {
    pthread_cond_broadcast(&something_changed);
}

static bool wait_for_change(struct call *call) {
    call->settled = true;
    pthread_cond_broadcast(&call_settled);
    if (!call->cancelled) pthread_cond_wait(&something_changed, &big_lock);
    return !call->cancelled;
}

/* Sets the value of a call, as with printf(). */
__attribute__((format(printf, 2, 3))) static void give(struct call *call, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    free(call->value);
    if (vasprintf(&call->value, format, arguments) < 0) call->value = NULL;
    va_end(arguments);
}

static char *encoded_bytes(const uint8_t *bytes, size_t length) {
    char *text = malloc(length / 3 * 4 + 32), *end = text;
    if (text == NULL) return NULL;
    end += sprintf(end, "{\"base64\":\"");
    for (size_t at = 0; at < length; at += 3) {
        size_t count = length - at < 3 ? length - at : 3;
        uint32_t bits = (uint32_t)bytes[at] << 16;
        if (count > 1) bits |= (uint32_t)bytes[at + 1] << 8;
        if (count > 2) bits |= bytes[at + 2];
        for (size_t digit = 0; digit < 4; digit++) *end++ = digit > count ? '=' : BASE64[bits >> (18 - 6 * digit) & 63];
    }
    sprintf(end, "\"}");
    return text;
}

static const char *encoded_address(struct address address, char *text, size_t size) {
    char ip[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &address.ip, ip, sizeof ip);
    snprintf(text, size, "{\"family\":\"AF_INET\",\"address\":\"%s\",\"port\":%u}", ip, address.port);
    return text;
}

/* Reads the descriptor of a request. */
static int descriptor_of(const struct call *call, int *fd) {
    long number;
    if (!number_of(call->request, "fd", &number)) return NOT_MADE;
    *fd = (int)number;
    return 0;
}

/* Reads the address of a request, and what is odd about it. */
static int address_of(const struct call *call, const char *name, struct address *address) {
    const struct json *value = member(call->request, name), *null = member(call->request, "nullPointer");
    long length = 16, port;
    if (value == NULL) return NOT_MADE;
    number_of(call->request, "addressLength", &length);
    if (null != NULL && null->kind == JSON_TRUE) return -EFAULT;
    if (length < 16 || length > 128) return -EINVAL;
    if (strcmp(text_of(value, "family"), "AF_INET") != 0) return -EAFNOSUPPORT;
    if (inet_pton(AF_INET, text_of(value, "address"), &address->ip) != 1 || !number_of(value, "port", &port)) return NOT_MADE;
    address->port = (uint16_t)port;
    return 0;
}

static int call_socket(struct call *call) {
    const char *domain = text_of(call->request, "domain"), *type = text_of(call->request, "type");
    if (strcmp(domain, "AF_INET") != 0) return -EAFNOSUPPORT;
    bool stream = strcmp(type, "SOCK_STREAM") == 0;
    if (!stream && strcmp(type, "SOCK_DGRAM") != 0) return -ESOCKTNOSUPPORT;
    return my_socket(stream, lists(call->request, "flags", "SOCK_NONBLOCK"));
}

static int call_bind(struct call *call) {
    struct address address;
    int fd, error = descriptor_of(call, &fd);
    if (error == 0) error = address_of(call, "address", &address);
    return error < 0 ? error : my_bind(fd, address);
}

/* getsockname() and getpeername(). */
static int tell_address(struct call *call, int (*ask)(int fd, struct address *address)) {
    struct address address = {.port = 0};
    char text[96];
    int fd, error = descriptor_of(call, &fd);
    if (error == 0) error = ask(fd, &address);
    if (error == 0) give(call, "%s", encoded_address(address, text, sizeof text));
    return error;
}

static int call_getsockname(struct call *call) {
    return tell_address(call, my_getsockname);
}

static int call_getpeername(struct call *call) {
    return tell_address(call, my_getpeername);
}

static int call_sendto(struct call *call) {
    struct address to;
    size_t length;
    int fd, error = descriptor_of(call, &fd);
    if (error == 0) error = address_of(call, "to", &to);
    if (error < 0) return error;
    uint8_t *bytes = bytes_of(call->request, "bytes", &length);
    if (bytes == NULL) return NOT_MADE;
    int taken = my_sendto(call, fd, bytes, length, !lists(call->request, "flags", "MSG_DONTWAIT"), to);
    free(bytes);
    return taken;
}

/* recv() and recvfrom(), which tells besides from whom. */
static int receive(struct call *call, bool tells_from) {
    struct address from;
    char text[96];
    long length;
    int fd, error = descriptor_of(call, &fd);
    if (error < 0) return error;
    if (!number_of(call->request, "length", &length) || length < 0) return NOT_MADE;
    uint8_t *bytes = malloc((size_t)length + 1);
    if (bytes == NULL) return -ENOMEM;
    bool wait = !lists(call->request, "flags", "MSG_DONTWAIT");
    int count = my_recvfrom(call, fd, bytes, (size_t)length, wait, &from);
    char *encoded = count < 0 ? NULL : encoded_bytes(bytes, (size_t)count);
    free(bytes);
    if (encoded != NULL && tells_from) {
        give(call, "{\"bytes\":%s,\"from\":%s}", encoded, encoded_address(from, text, sizeof text));
    } else if (encoded != NULL) {
        give(call, "%s", encoded);
    }
    free(encoded);
    return count;
}

static int call_recv(struct call *call) {
    return receive(call, false);
}

static int call_recvfrom(struct call *call) {
    return receive(call, true);
}

static int call_close(struct call *call) {
    int fd, error = descriptor_of(call, &fd);
    return error < 0 ? error : my_close(fd);
}

static int call_hello(struct call *call);
static int call_cancel(struct call *call);

/* The calls that it makes. Where a call sets no value with give(), the number that it returns is its value. */
static const struct {
    const char *name;
    int (*make)(struct call *call);
} CALLS[] = {
    {"socket", call_socket},
    {"bind", call_bind},
    {"getsockname", call_getsockname},
    {"getpeername", call_getpeername},
    {"sendto", call_sendto},
    {"recv", call_recv},
    {"recvfrom", call_recvfrom},
    {"close", call_close},
    /* Not listed in hello: */
    {"hello", call_hello},
    {"cancel", call_cancel},
};
enum { ALL_CALLS = sizeof CALLS / sizeof *CALLS, LISTED_CALLS = ALL_CALLS - 2 };

static void *read_frames(void *none) {
    uint8_t frame[2048];
    for (;;) {
        ssize_t length = read(network.frames, frame, sizeof frame);
        if (length < 0 && errno == EINTR) continue;
        if (length <= 0) return none;
        pthread_mutex_lock(&big_lock);
        frame_arrived(frame, (size_t)length);
        pthread_mutex_unlock(&big_lock);
    }
}

static int plug_in(const struct json *given) {
    const struct json *interface = member(given, "interface"), *addresses = member(interface, "addresses");
    uint8_t *hardware = network.hardware_address;
    long descriptor, prefix = 0, mtu = 1500;
    if (!number_of(given, "descriptor", &descriptor)) return NOT_MADE;
    if (sscanf(text_of(interface, "hardwareAddress"), "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &hardware[0], &hardware[1],
               &hardware[2], &hardware[3], &hardware[4], &hardware[5]) != 6)
        return NOT_MADE;
    for (const struct json *own = addresses == NULL ? NULL : addresses->first; own != NULL; own = own->next) {
        if (strcmp(text_of(own, "family"), "AF_INET") != 0) continue;
        inet_pton(AF_INET, text_of(own, "address"), &network.ip);
        number_of(own, "prefix", &prefix);
    }
    inet_pton(AF_INET, text_of(interface, "gateway"), &network.gateway);
    number_of(interface, "mtu", &mtu);
    network.prefix = (int)prefix;
    network.mtu = (int)mtu;
    network.frames = (int)descriptor;
    pthread_t thread;
    if (pthread_create(&thread, NULL, read_frames, NULL) != 0) return -EAGAIN;
    pthread_detach(thread);
    return 0;
}

static int call_hello(struct call *call) {
    const struct json *given = member(call->request, "network");
    if (given != NULL && given->kind == JSON_OBJECT) {
        int error = plug_in(given);
        if (error < 0) return error;
    }
    char names[64 * LISTED_CALLS] = "";
    for (int i = 0; i < LISTED_CALLS; i++) {
        sprintf(names + strlen(names), "%s\"%s\"", i == 0 ? "" : ",", CALLS[i].name);
    }
    give(call, "{%s,\"calls\":[%s]}", SELF, names);
    return 0;
}

static struct call *find_call(long id) {
    struct call *one = under_way;
    while (one != NULL && one->id != id) one = one->next;
    return one;
}

/* Ends a call that waits; the result of that call is there before this one's. */
static int call_cancel(struct call *call) {
    long id;
    if (!number_of(call->request, "id", &id)) return NOT_MADE;
    struct call *waiting = find_call(id);
    if (waiting == NULL || waiting == call) return 0;
    waiting->cancelled = true;
    changed();
    call->settled = true;
    pthread_cond_broadcast(&call_settled);
    while (find_call(id) != NULL) pthread_cond_wait(&call_ended, &big_lock);
    return 0;
}

/* The names of the errors that your calls return. */
static const char *error_name(int number) {
    const char *name = number == NOT_MADE ? "ENOSYS" : strerrorname_np(-number);
    return name == NULL ? "EINVAL" : name;
}

static long long nanoseconds(struct timespec time) {
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void print_result(struct call *call, int came_to) {
    struct timespec ended;
    clock_gettime(CLOCK_REALTIME, &ended);
    printf("{\"id\":%ld,", call->id);
    if (came_to < 0) printf("\"errno\":\"%s\",", error_name(came_to));
    else if (call->value != NULL) printf("\"value\":%s,", call->value);
    else printf("\"value\":%d,", came_to);
    printf("\"began\":\"%lld\",\"ended\":\"%lld\"}\n", nanoseconds(call->began), nanoseconds(ended));
    fflush(stdout);
}

static void *make_call(void *given) {
    struct call *call = given;
    const char *name = text_of(call->line, "call");
    int came_to = NOT_MADE;
    pthread_mutex_lock(&big_lock);
    clock_gettime(CLOCK_REALTIME, &call->began);
    for (int i = 0; i < ALL_CALLS; i++) {
        if (strcmp(CALLS[i].name, name) == 0) came_to = CALLS[i].make(call);
    }
    print_result(call, came_to);
    struct call **link = &under_way;
    while (*link != call) link = &(*link)->next;
    *link = call->next;
    call->settled = call->ended = true;
    pthread_cond_broadcast(&call_settled);
    pthread_cond_broadcast(&call_ended);
    json_free(call->line);
    free(call->value);
    if (call->on_its_own) free(call);
    pthread_mutex_unlock(&big_lock);
    return NULL;
}

/* Begins a call on a thread of its own, and returns when it has come back or waits: so calls are made in their order. */
static void begin(struct json *line) {
    pthread_t thread;
    struct call *call = calloc(1, sizeof *call);
    if (call == NULL) abort();
    call->line = line;
    call->request = member(line, "request");
    number_of(line, "id", &call->id);
    pthread_mutex_lock(&big_lock);
    call->next = under_way;
    under_way = call;
    if (pthread_create(&thread, NULL, make_call, call) != 0) abort();
    pthread_detach(thread);
    while (!call->settled) pthread_cond_wait(&call_settled, &big_lock);
    call->on_its_own = true;
    if (call->ended) free(call);
    pthread_mutex_unlock(&big_lock);
}

int main(void) {
    char *text = NULL;
    size_t size = 0;
    while (getline(&text, &size, stdin) > 0) {
        const char *at = text;
        struct json *line = json_read(&at);
        if (line == NULL) fprintf(stderr, "This is no JSON: %s", text);
        else begin(line);
    }
    free(text);
    /* The end of the process is the end of its sockets. TODO: of TCP, close them before. */
    return 0;
}
