import koffi, { type LibraryHandle } from 'koffi'

/** The library as Debian names it (package liblwip0). */
export const LIBRARY = 'liblwip.so.0'

/**
 * Signatures of the functions that the agent calls, in C; `intptr_t` stands for `ssize_t`, `void *` takes a Buffer, an
 * address or null. Debian builds lwIP with this machine's `<sys/socket.h>`, so that numbers and structures of the sockets
 * API are those of libc (lwip/posix/sockets.h).
 */
const SIGNATURES = {
  lwip_socket: 'int lwip_socket(int domain, int type, int protocol)',
  lwip_bind: 'int lwip_bind(int fd, const void *address, uint32_t length)',
  lwip_listen: 'int lwip_listen(int fd, int backlog)',
  lwip_accept: 'int lwip_accept(int fd, void *address, void *length)',
  lwip_connect: 'int lwip_connect(int fd, const void *address, uint32_t length)',
  lwip_send: 'intptr_t lwip_send(int fd, const void *bytes, size_t length, int flags)',
  lwip_sendto:
    'intptr_t lwip_sendto(int fd, const void *bytes, size_t length, int flags, const void *to, uint32_t tolength)',
  lwip_sendmsg: 'intptr_t lwip_sendmsg(int fd, const void *message, int flags)',
  lwip_recv: 'intptr_t lwip_recv(int fd, void *bytes, size_t length, int flags)',
  lwip_recvfrom: 'intptr_t lwip_recvfrom(int fd, void *bytes, size_t length, int flags, void *from, void *fromlength)',
  lwip_recvmsg: 'intptr_t lwip_recvmsg(int fd, void *message, int flags)',
  lwip_shutdown: 'int lwip_shutdown(int fd, int how)',
  lwip_close: 'int lwip_close(int fd)',
  lwip_getsockname: 'int lwip_getsockname(int fd, void *address, void *length)',
  lwip_getpeername: 'int lwip_getpeername(int fd, void *address, void *length)',
  lwip_getsockopt: 'int lwip_getsockopt(int fd, int level, int name, void *value, void *length)',
  lwip_setsockopt: 'int lwip_setsockopt(int fd, int level, int name, const void *value, uint32_t length)',
  lwip_poll: 'int lwip_poll(void *fds, unsigned long count, int timeout)',
  lwip_fcntl: 'int lwip_fcntl(int fd, int command, int argument)',
  lwip_ioctl: 'int lwip_ioctl(int fd, long command, void *argument)',
  lwip_socket_dbg_get_socket: 'void *lwip_socket_dbg_get_socket(int fd)',
  tcpip_init: 'void tcpip_init(void *done, void *argument)',
  sys_lock_tcpip_core: 'void sys_lock_tcpip_core()',
  sys_unlock_tcpip_core: 'void sys_unlock_tcpip_core()',
  sys_mbox_trypost: 'int8_t sys_mbox_trypost(void *mbox, void *message)',
  tcp_abort: 'void tcp_abort(void *pcb)',
  netbuf_new: 'void *netbuf_new()',
  netbuf_alloc: 'void *netbuf_alloc(void *netbuf, uint16_t size)',
  netif_add:
    'void *netif_add(void *netif, const void *address, const void *netmask, const void *gateway, void *state, void *init, void *input)',
  netif_set_up: 'void netif_set_up(void *netif)',
  netif_set_link_up: 'void netif_set_link_up(void *netif)',
  netif_set_default: 'void netif_set_default(void *netif)',
  netif_ip6_addr_set: 'void netif_ip6_addr_set(void *netif, int8_t index, const void *address)',
  netif_ip6_addr_set_state: 'void netif_ip6_addr_set_state(void *netif, int8_t index, uint8_t state)',
} as const

/** The name of a function of the library that can be called. */
export type LwipFunction = keyof typeof SIGNATURES

type KoffiFunction = ReturnType<LibraryHandle['func']>

let library: LibraryHandle | undefined
const functions = new Map<LwipFunction, KoffiFunction>()

function handle(): LibraryHandle {
  if (library === undefined) {
    try {
      library = koffi.load(LIBRARY)
    } catch (error) {
      throw new Error(`Cannot load lwIP as ${LIBRARY}: on Debian, apt install liblwip0.`, { cause: error })
    }
  }
  return library
}

/** A function of the library, for calls on this thread and, with `.async`, on another. */
export function lwip(name: LwipFunction): KoffiFunction {
  let fn = functions.get(name)
  if (fn === undefined) {
    fn = handle().func(SIGNATURES[name])
    functions.set(name, fn)
  }
  return fn
}

/** The address of a function or of a datum of the library, by its name in C. */
export function addressIn(name: string): bigint {
  return handle().symbol(name) as bigint
}

/** Does something that lwIP's own thread must not come in between of: what is not of the sockets API asks for that. */
export function withCoreLocked<Value>(act: () => Value): Value {
  lwip('sys_lock_tcpip_core')()
  try {
    return act()
  } finally {
    lwip('sys_unlock_tcpip_core')()
  }
}
