import { existsSync, readFileSync } from 'node:fs'
import { addressText, inet, inet6 } from '../../sockets/address.ts'
import { TCP_STATES, type TcpState } from '../../sockets/options.ts'

/** One row of the kernel's table of TCP sockets, as `ss -tan` shows it. */
export interface TcpRow {
  /** For example `10.77.0.12:3490`. */
  readonly local: string
  readonly remote: string
  readonly localPort: number
  readonly remotePort: number
  readonly state: TcpState
  /** Bytes not yet acknowledged; of a listener 0 (the limit of its accept queue is in `TCP_INFO`). */
  readonly txQueue: number
  /** Bytes not yet read; of a listener, connections in its accept queue. */
  readonly rxQueue: number
}

/** Reads the TCP sockets of the network namespace that this thread is in (`/proc/net/tcp` and `tcp6`, proc_net(5)). */
export function readTcpTable(): readonly TcpRow[] {
  return ['tcp', 'tcp6']
    .map((file) => `/proc/thread-self/net/${file}`)
    .filter(existsSync)
    .flatMap((file) => eachOnce(parseTcpTable(readFileSync(file, 'utf8'))))
}

/**
 * The kernel hands a long table out in pieces, and when sockets come and go meanwhile a row may come again in the next.
 * A connection is known by its 4-tuple; listeners may be several at one address.
 */
export function eachOnce(rows: readonly TcpRow[]): readonly TcpRow[] {
  const seen = new Set<string>()
  return rows.filter(({ local, remote, remotePort }) => {
    const connection = `${local} ${remote}`
    if (remotePort === 0) return true
    if (seen.has(connection)) return false
    seen.add(connection)
    return true
  })
}

/** Parses the format of `/proc/net/tcp` and `/proc/net/tcp6`. */
export function parseTcpTable(text: string): readonly TcpRow[] {
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [, local = '', remote = '', state = '', queues = ''] = line.trim().split(/\s+/)
      const [txQueue = '0', rxQueue = '0'] = queues.split(':')
      const [near, far] = [endpoint(local), endpoint(remote)]
      return {
        local: near.text,
        remote: far.text,
        localPort: near.port,
        remotePort: far.port,
        state: TCP_STATES[Number.parseInt(state, 16)] ?? 'NONE',
        txQueue: Number.parseInt(txQueue, 16),
        rxQueue: Number.parseInt(rxQueue, 16),
      }
    })
}

/** Addresses stand as 32-bit words in the machine's own byte order, ports as numbers. */
function endpoint(text: string): { text: string; port: number } {
  const [address = '', portText = ''] = text.split(':')
  const port = Number.parseInt(portText, 16)
  const bytes = Buffer.from(address, 'hex').swap32()
  if (bytes.length === 4) return { text: addressText(inet(bytes.join('.'), port)), port }
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16))
  return { text: addressText(inet6(new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1), port)), port }
}
