import koffi, { type LibraryHandle } from 'koffi'
import { type ErrnoName, failed, type Result, succeeded } from '../result.ts'
import { errnoName } from './errno.ts'

/**
 * Signatures of the C functions that the harness calls, in C; `intptr_t` stands for `ssize_t`, which koffi lacks. `void *`
 * takes a Buffer or null.
 */
const SIGNATURES = {
  socket: 'int socket(int domain, int type, int protocol)',
  bind: 'int bind(int fd, const void *address, uint32_t length)',
  listen: 'int listen(int fd, int backlog)',
  accept4: 'int accept4(int fd, void *address, void *length, int flags)',
  connect: 'int connect(int fd, const void *address, uint32_t length)',
  send: 'intptr_t send(int fd, const void *bytes, size_t length, int flags)',
  sendto: 'intptr_t sendto(int fd, const void *bytes, size_t length, int flags, const void *to, uint32_t tolength)',
  sendmsg: 'intptr_t sendmsg(int fd, const void *message, int flags)',
  recv: 'intptr_t recv(int fd, void *bytes, size_t length, int flags)',
  recvfrom: 'intptr_t recvfrom(int fd, void *bytes, size_t length, int flags, void *from, void *fromlength)',
  recvmsg: 'intptr_t recvmsg(int fd, void *message, int flags)',
  shutdown: 'int shutdown(int fd, int how)',
  close: 'int close(int fd)',
  dup: 'int dup(int fd)',
  getsockname: 'int getsockname(int fd, void *address, void *length)',
  getpeername: 'int getpeername(int fd, void *address, void *length)',
  getsockopt: 'int getsockopt(int fd, int level, int name, void *value, void *length)',
  setsockopt: 'int setsockopt(int fd, int level, int name, const void *value, uint32_t length)',
  poll: 'int poll(void *fds, unsigned long count, int timeout)',
  epoll_create1: 'int epoll_create1(int flags)',
  epoll_ctl: 'int epoll_ctl(int epfd, int operation, int fd, void *event)',
  epoll_wait: 'int epoll_wait(int epfd, void *events, int maxevents, int timeout)',
  fcntl: 'int fcntl(int fd, int command, long argument)',
  ioctl: 'int ioctl(int fd, unsigned long request, void *argument)',
  unshare: 'int unshare(int flags)',
  setns: 'int setns(int fd, int type)',
  clock_gettime: 'int clock_gettime(int clock, void *timespec)',
  mmap: 'void *mmap(void *address, size_t length, int protection, int flags, int fd, int64_t offset)',
  munmap: 'int munmap(void *address, size_t length)',
  prctl: 'int prctl(int option, unsigned long argument)',
  capget: 'int capget(void *header, void *data)',
  capset: 'int capset(void *header, const void *data)',
  syscall: 'intptr_t syscall(intptr_t number, intptr_t first, intptr_t second, intptr_t third)',
  flock: 'int flock(int fd, int operation)',
  getrlimit: 'int getrlimit(int resource, void *limits)',
  setrlimit: 'int setrlimit(int resource, const void *limits)',
} as const

type KoffiFunction = ReturnType<LibraryHandle['func']>

/** The name of a C function that can be called. */
export type FunctionName = keyof typeof SIGNATURES

/** What a C function is given: numbers, pointers as bigint, buffers for their address. */
export type Argument = number | bigint | Uint8Array | Uint32Array | null

let library: LibraryHandle | undefined
const functions = new Map<FunctionName, KoffiFunction>()

function bound(name: FunctionName): KoffiFunction {
  let fn = functions.get(name)
  if (fn === undefined) {
    library ??= koffi.load(null)
    fn = library.func(SIGNATURES[name])
    functions.set(name, fn)
  }
  return fn
}

/** Calls a C function on this thread; −1 becomes the name of its errno. */
export function call(name: FunctionName, ...args: Argument[]): Result<number> {
  const value = Number(bound(name)(...args))
  return value === -1 ? failed(errnoName(koffi.errno())) : succeeded(value)
}

/** clock_gettime(2), without the cost of a {@link Result}: it is called twice for every call on a trace. */
export function clockGettime(clock: number, timespec: Uint8Array): void {
  clock_gettime ??= bound('clock_gettime')
  clock_gettime(clock, timespec)
}

let clock_gettime: KoffiFunction | undefined

/**
 * Calls a C function on another thread, for calls that may block. The thread pool is libuv's: as many calls can block at
 * once as `UV_THREADPOOL_SIZE` says. The callback's scope keeps the arguments, and so their memory, until the call is back.
 */
export function callOnThread(name: FunctionName, ...args: Argument[]): Promise<Result<number>> {
  return new Promise((resolve, reject) => {
    bound(name).async(...args, (error: Error | null, value: number | bigint) => {
      if (error !== null) reject(error)
      else resolve(Number(value) === -1 ? failed(errnoName(koffi.errno())) : succeeded(Number(value)))
    })
  })
}

/** Calls a C function whose failure would be a fault of the harness, not of what it observes. */
export function mustCall(name: FunctionName, ...args: Argument[]): number {
  const result = call(name, ...args)
  if (result.errno !== null) throw new LibcError(name, args, result.errno)
  return result.value
}

/** Maps a packet ring or the like; the memory must not be touched after {@link unmapMemory}. */
export function mapMemory(fd: number, length: number): { pointer: bigint; bytes: Uint8Array } {
  const PROT_READ_WRITE = 3
  const MAP_SHARED = 1
  const pointer = bound('mmap')(null, length, PROT_READ_WRITE, MAP_SHARED, fd, 0) as bigint
  if (pointer === 0xffff_ffff_ffff_ffffn || pointer === -1n) {
    throw new LibcError('mmap', [fd, length], errnoName(koffi.errno()))
  }
  return { pointer, bytes: new Uint8Array(koffi.view(pointer, length)) }
}

/** Gives back what {@link mapMemory} mapped. */
export function unmapMemory(pointer: bigint, length: number): void {
  bound('munmap')(pointer, length)
}

/** A libc call of the harness's own failed. */
export class LibcError extends Error {
  override name = 'LibcError'
  readonly errno: ErrnoName

  constructor(call: string, args: readonly unknown[], errno: ErrnoName) {
    const texts = args.map((argument) => (argument instanceof Uint8Array ? '…' : String(argument)))
    super(`${call}(${texts.join(', ')}) failed: ${errno}`)
    this.errno = errno
  }
}
