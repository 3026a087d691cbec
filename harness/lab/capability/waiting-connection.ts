import { inet } from '../../sockets/address.ts'
import { call, LibcError } from '../../sockets/libc/ffi.ts'
import { encodePollfds } from '../../sockets/libc/pollfd.ts'
import { encodeAddress } from '../../sockets/libc/sockaddr.ts'
import { libcStack } from '../../sockets/libc/stack.ts'
import type { TcpInfo } from '../../sockets/options.ts'
import type { Result } from '../../sockets/result.ts'
import { readTcpTable } from '../state/tcp-table.ts'

/**
 * Throws unless the kernel tells how long queues are: by TCP_INFO (tcp(7)) that one connection waits for accept(), and by
 * SIOCOUTQ what the peer has not yet acknowledged.
 */
export function probeQueueLengths(): void {
  withWaitingConnection(({ listener, client }) => {
    const { getsockopt, ioctl } = libcStack()
    const { unacked } = succeeded('getsockopt(TCP_INFO)', getsockopt({ fd: listener, option: 'TCP_INFO' })) as TcpInfo
    if (unacked !== 1) throw new Error(`TCP_INFO tells of ${unacked} connections in an accept queue that has one`)
    succeeded('ioctl(SIOCOUTQ)', ioctl({ fd: client, request: 'SIOCOUTQ' }))
  })
}

/** Throws unless the kernel's table of TCP sockets (proc_net(5)) has connections too that no program has a descriptor of. */
export function probeConnectionTable(): void {
  withWaitingConnection(({ port }) => {
    const states = readTcpTable().flatMap((row) => (row.localPort === port ? [row.state] : []))
    if (!states.includes('ESTABLISHED'))
      throw new Error('/proc/net/tcp does not list a connection that waits for accept()')
  })
}

/** A connection over the loopback interface that waits in the accept queue. */
interface Waiting {
  readonly listener: number
  readonly client: number
  readonly port: number
}

/** How long a handshake over the loopback interface may take, in milliseconds. */
const SOON = 1_000

function withWaitingConnection(look: (waiting: Waiting) => void): void {
  const { socket, bind, listen, getsockname, close } = libcStack()
  const open: number[] = []
  const tcp = (): number => {
    const fd = succeeded('socket()', socket({ domain: 'AF_INET', type: 'SOCK_STREAM', flags: ['SOCK_CLOEXEC'] }))
    open.push(fd)
    return fd
  }
  try {
    const [listener, client] = [tcp(), tcp()]
    succeeded('bind()', bind({ fd: listener, address: inet('127.0.0.1', 0) }))
    succeeded('listen()', listen({ fd: listener, backlog: 1 }))
    const address = succeeded('getsockname()', getsockname({ fd: listener }))
    const { bytes, length } = encodeAddress(address)
    const connected = call('connect', client, bytes, length)
    if (connected.errno !== null) throw new LibcError('connect', [client, bytes, length], connected.errno)
    // The listener hears of the end of the handshake after the client does.
    call('poll', encodePollfds([{ fd: listener, events: ['POLLIN'] }]), 1, SOON)
    look({ listener, client, port: 'port' in address ? address.port : 0 })
  } finally {
    for (const fd of open) void close({ fd })
  }
}

function succeeded<Value>(what: string, { value, errno }: Result<Value>): Value {
  if (errno !== null) throw new Error(`${what} failed: ${errno}`)
  return value as Value
}
