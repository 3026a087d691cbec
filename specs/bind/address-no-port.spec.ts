import type { Host, SocketKind, SocketKindName, Tools } from '../../harness/index.ts'
import {
  addressText,
  claim,
  equal,
  loopback,
  man,
  ofEachKind,
  overKinds,
  SOCKET_KINDS,
  type Socket,
  type SocketAddress,
  type SocketOptions,
  scenario,
  serverAt,
  sysctl,
  TCP_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import { openPortForgetsTheAddress } from '../../harness/sockets/mutants/bind/bind-elsewhere.ts'
import { connectReports } from '../../harness/sockets/mutants/connect/connect.ts'
import { portOneTooHigh } from '../../harness/sockets/mutants/names.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'

/** The only ephemeral port. */
const ONLY = 20_000

export default claim({
  says:
    'With IP_BIND_ADDRESS_NO_PORT, bind() to port 0 takes the address and leaves the port open until connect(). Over TCP, ' +
    'connections to different destinations can then have the same local port; without the option each bind() takes one.',
  level: 'platform',
  reading: 'holds',
  sources: [
    man('ip', 7, 'IP_BIND_ADDRESS_NO_PORT'),
    man('connect', 2, 'ERRORS'),
    sysctl('net.ipv4.ip_local_port_range'),
  ],
  behaviours: [90],
  why:
    'bind() does not know where the socket will connect to, so a port that it chooses must be free for all destinations. ' +
    'A client that only cares which of its host’s addresses it comes from runs out of ports that way. With the option the ' +
    'choice waits for connect(), which knows the whole 4-tuple and, over TCP, may take a port that serves another ' +
    'destination already. A UDP socket receives from anybody until it is connected, so there no port is shared.',
  method: [
    'The ephemeral range has a single port. Three sockets of each kind bind port 0 of one address, with the option and without.',
    'The first and the third connect to one server, the second to another one.',
    'Errors, and local addresses before and after connect(), are observed.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket as s; l = s.create_server(('127.0.0.1', 3490)); c = s.socket(); c.setsockopt(s.IPPROTO_IP, 24, 1); c.bind(('127.0.0.2', 0)); print(c.getsockname()); c.connect(('127.0.0.1', 3490)); print(c.getsockname())"`,
      see: 'port 0, then another one, both at 127.0.0.2; 24 is IP_BIND_ADDRESS_NO_PORT',
    },
  ],
  mutants: [
    optionIgnored('IP_BIND_ADDRESS_NO_PORT'),
    openPortForgetsTheAddress,
    portOneTooHigh('getsockname'),
    connectReports('EADDRINUSE'),
  ],

  experiment: scenario(
    loopback(['host'], {
      sysctls: { 'ipv4.ip_local_port_range': `${ONLY} ${ONLY}` },
      needs: ['network namespaces', 'IPv6'],
    }),
    async ({ host }, tools) =>
      overKinds([...TCP_KINDS, ...UDP_KINDS], tools, async (kind) => {
        const servers = [await serve(kind, host, tools), await serve(kind, host, tools)] as const
        return {
          with: await threeClients(kind, host, servers, { IP_BIND_ADDRESS_NO_PORT: true }),
          without: await threeClients(kind, host, servers, {}),
        }
      }),
  ),

  judge: (all) =>
    ofEachKind(all, (seen, name) => {
      const got = { bind: null, bound: at(name, 0), connect: null, connected: at(name, ONLY) }
      const took = { ...got, bound: at(name, ONLY) }
      const isTcp = SOCKET_KINDS[name].transport === 'TCP'
      const noPort = isTcp ? 'EADDRNOTAVAIL' : 'EAGAIN'
      const none = { ...got, connect: noPort, connected: at(name, 0) }
      const refused = { ...none, bind: 'EADDRINUSE', bound: unbound(name), connected: unbound(name) }
      return [
        equal(seen.with.one, got, 'with the option, to one server'),
        equal(seen.with.other, isTcp ? got : none, 'with the option, to another server'),
        equal(seen.with.again, none, 'with the option, to the first server once more'),
        equal(seen.without.one, took, 'without it, to one server'),
        equal(seen.without.other, refused, 'without it, to another server'),
        equal(seen.without.again, refused, 'without it, to the first server once more'),
      ]
    }),
})

function at(name: SocketKindName, port: number): string {
  return addressText(SOCKET_KINDS[name].loopback(port))
}

/** The address of a socket that was never bound. */
function unbound(name: SocketKindName): string {
  return SOCKET_KINDS[name].domain === 'AF_INET' ? '0.0.0.0:0' : '[::]:0'
}

async function serve(kind: SocketKind, host: Host, { port }: Tools): Promise<SocketAddress> {
  const address = kind.loopback(port())
  await serverAt(host, kind, address)
  return address
}

/** Clients that bind port 0 and connect, to one server, another one, and the first again; all are open at the same time. */
async function threeClients(
  kind: SocketKind,
  host: Host,
  [one, other]: readonly [SocketAddress, SocketAddress],
  set: SocketOptions,
) {
  const clients: Socket[] = []
  const connectTo = async (server: SocketAddress) => {
    // Closed with a reset, a connection leaves its port free at once.
    const client = await host.open(kind, { label: 'client', set: { ...set, SO_LINGER: { onoff: true, linger: 0 } } })
    clients.push(client)
    const { errno: bind } = await client.tryBind(kind.loopback(0))
    const bound = addressText(await client.localAddress())
    const { errno: connect } = await client.tryConnect(server)
    return { bind, bound, connect, connected: addressText(await client.localAddress()) }
  }
  const seen = { one: await connectTo(one), other: await connectTo(other), again: await connectTo(one) }
  for (const client of clients) await client.close()
  return seen
}
