import { expect, test } from 'vitest'
import { numbersInC } from '../libc/testing/c-program.ts'
import * as ours from './layout.ts'

const HEADERS = [
  'lwip/opt.h',
  'lwip/pbuf.h',
  'lwip/api.h',
  'lwip/tcp.h',
  'lwip/netif.h',
  'lwip/ip6_addr.h',
  'lwip/priv/sockets_priv.h',
]

/** What C expressions come to with Debian's headers of lwIP. */
function inLwip(expressions: readonly string[], headers = HEADERS): number[] {
  try {
    return Object.values(numbersInC(headers, expressions, ['-I/usr/include/lwip', '-w']))
  } catch (error) {
    throw new Error('This test compares with the headers of lwIP: on Debian, apt install liblwip-dev gcc libc6-dev.', {
      cause: error,
    })
  }
}

test('structures are laid out as the headers of lwIP lay them out', () => {
  const structures = { netif: ours.NETIF, lwip_sock: ours.LWIP_SOCK, netconn: ours.NETCONN, tcp_pcb: ours.TCP_PCB }
  const fields = Object.entries(structures).flatMap(([struct, layout]) =>
    Object.entries(layout).map(([field, offset]) => ({
      inC: field === 'size' ? `sizeof(struct ${struct})` : `offsetof(struct ${struct}, ${field})`,
      offset,
    })),
  )
  expect(fields.map(({ offset }) => offset)).toEqual(inLwip(fields.map(({ inC }) => inC)))
})

test('numbers are those of the headers of lwIP', () => {
  const { NETCONN_TYPES, NETCONN_EVT_ERROR, TCP_STATES, IP6_ADDR_SIZE, IP6_ADDR_PREFERRED, NETIF_FLAG_MLD6 } = ours
  expect(inLwip(['NETCONN_TCP', 'NETCONNTYPE_GROUP(0xff)', 'NETCONN_EVT_ERROR', 'LISTEN', 'TIME_WAIT'])).toEqual([
    NETCONN_TYPES.NETCONN_TCP,
    NETCONN_TYPES.group,
    NETCONN_EVT_ERROR,
    TCP_STATES.LISTEN,
    TCP_STATES.TIME_WAIT,
  ])
  expect(inLwip(['sizeof(ip6_addr_t)', 'IP6_ADDR_PREFERRED', 'NETIF_FLAG_MLD6'])).toEqual([
    IP6_ADDR_SIZE,
    IP6_ADDR_PREFERRED,
    NETIF_FLAG_MLD6,
  ])
})

test('the pool of packet buffers has room for a frame', () => {
  const element = 'sizeof(struct pbuf) + PBUF_POOL_BUFSIZE'
  expect(inLwip([element], ['lwip/pbuf.h'])).toEqual([ours.PBUF_POOL_ELEMENT])
  // The others come to libc's TCP_MSS: see lengthenPoolBuffers().
  expect(inLwip([element])).toEqual([616])
})

test('Debian builds lwIP with the sockets API of libc, and without what would make close() wake who waits', () => {
  const settings = ['LWIP_SOCKET_EXTERNAL_HEADERS', 'LWIP_NETCONN_FULLDUPLEX', 'LWIP_TCPIP_CORE_LOCKING']
  expect(inLwip([...settings, 'sizeof(struct sockaddr_in6)', 'MSG_PEEK'])).toEqual([1, 0, 1, 28, 2])
})
