import type { Host, SocketKind, Tools } from '../../harness/index.ts'
import {
  addressText,
  claim,
  equal,
  fc,
  forAll,
  inet,
  inet6,
  loopback,
  man,
  rfc,
  SOCKET_KINDS,
  textOf,
} from '../../harness/index.ts'
import { bindTakesAllAddresses } from '../../harness/sockets/mutants/bind/bind-elsewhere.ts'
import {
  manyIpv6LoopbackAddresses,
  onlyOneLoopbackAddress,
} from '../../harness/sockets/mutants/bind/local-addresses.ts'
import { connectAlwaysSucceeds, connectReports } from '../../harness/sockets/mutants/connect/connect.ts'

/** The host addresses of 127.0.0.0/8: all but the first, 127.0.0.0, and the last, which is the broadcast address. */
const FIRST = 0x7f_00_00_01
const LAST = 0x7f_ff_ff_fe

export default claim({
  says: 'Every host address of 127.0.0.0/8 is the host’s own: it can be bound and connected to without being set up. Only the broadcast address 127.255.255.255 cannot be reached. In IPv6 there is ::1 alone.',
  level: 'platform',
  reading: 'holds',
  sources: [rfc(1122, '3.2.1.3'), rfc(4291, '2.5.3'), rfc(6890, '2.2.2'), man('ip', 7, 'Address format')],
  behaviours: [14],
  why:
    'The interface lo has the address 127.0.0.1/8, and on Linux a network that belongs to lo is local as a whole, not only ' +
    'the one address. So a test can give each of its servers an address of its own. The last address of a network stands ' +
    'for all hosts of it: TCP cannot connect to that (ENETUNREACH), and UDP must ask for it with SO_BROADCAST (EACCES). ' +
    'Other systems know 127.0.0.1 alone until more are added; IPv6 has one loopback address by definition.',
  method: [
    'A TCP listener and a UDP socket bind the same port of an address in 127.0.0.1…127.255.255.254.',
    'A client sends to it over each and tells which peer it is connected to; a neighbouring address is tried too.',
    'The errors of connect() to 127.255.255.255 and of bind() to ::2 are observed.',
  ],
  byHand: [
    {
      run: 'nc -l 127.1.2.3 3490 & echo hello | nc -N 127.1.2.3 3490',
      see: 'hello, though ip addr shows 127.0.0.1/8 only',
    },
    { run: 'nc -v 127.255.255.255 3490', see: 'Network is unreachable' },
    { run: 'ip route show table local dev lo', see: 'local 127.0.0.0/8' },
  ],
  mutants: [
    onlyOneLoopbackAddress,
    manyIpv6LoopbackAddresses,
    bindTakesAllAddresses,
    connectReports('ETIMEDOUT'),
    connectAlwaysSucceeds,
  ],

  experiment: forAll(
    loopback(['host'], { needs: ['IPv6'] }),
    {
      inputs: fc.record({ address: fc.integer({ min: FIRST, max: LAST }).map(dotted) }),
      example: { address: '127.1.2.3' },
      edges: [{ address: '127.0.0.1' }, { address: '127.255.255.254' }],
      runs: 40,
    },
    async ({ address }, { host }, tools) => ({
      tcp: await reach(SOCKET_KINDS['TCP over IPv4'], address, host, tools),
      udp: await reach(SOCKET_KINDS['UDP over IPv4'], address, host, tools),
      beside6: (await (await host.open(SOCKET_KINDS['TCP over IPv6'])).tryBind(inet6('::2', tools.port()))).errno,
    }),
  ),

  judge: ({ tcp, udp, beside6 }, { address }) => [
    equal(tcp, { ...REACHED, peer: address, beside: 'ECONNREFUSED', broadcast: 'ENETUNREACH' }, 'over TCP'),
    equal(udp, { ...REACHED, peer: address, beside: null, broadcast: 'EACCES' }, 'over UDP'),
    equal(beside6, 'EADDRNOTAVAIL', 'error of bind() to ::2'),
  ],
})

const REACHED = { bind: null, connect: null, received: 'hello' }

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.')
}

/** The host address after this one, or before it if this is the last. */
function neighbour(address: string): string {
  const number = address.split('.').reduce((high, byte) => high * 256 + Number(byte), 0)
  return dotted(number === LAST ? number - 1 : number + 1)
}

/** Binds an address, sends to it, and tells how that went, and how connect() to other addresses did. */
async function reach(kind: SocketKind, address: string, host: Host, { port, answered }: Tools) {
  const at = inet(address, port())
  const service = await host.open(kind, { label: `${kind.transport} at ${address}` })
  const { errno: bind } = await service.tryBind(at)
  if (kind.transport === 'TCP') await service.tryListen(8)
  const client = await host.open(kind, { label: 'client' })
  const { errno: connect } = await client.tryConnect(at)
  const { value: peer, errno } = await client.tryPeerAddress()
  const other = async (to: string) => (await (await host.open(kind)).tryConnect(inet(to, at.port))).errno
  return {
    bind,
    connect,
    peer: peer === null ? errno : addressText(peer).replace(/:\d+$/, ''),
    received: bind ?? connect ?? (await exchange(kind)),
    beside: await other(neighbour(address)),
    broadcast: await other('127.255.255.255'),
  }

  async function exchange({ transport }: SocketKind): Promise<string> {
    await client.trySend('hello')
    const accepted = transport === 'TCP' ? (await answered(service.tryAccept())).value : service
    return accepted === null ? 'not accepted' : textOf(await answered(accepted.tryRecv(100)))
  }
}
