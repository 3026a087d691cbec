import { readFileSync } from 'node:fs'
import {
  claim,
  connected,
  countDescriptors,
  equal,
  fc,
  forAll,
  type Host,
  kernel,
  lan,
  man,
  material,
  posix,
  SOCKET_KINDS,
  type Socket,
  type SocketAddress,
  type SocketKind,
  socketInode,
  TCP_KINDS,
  type Tools,
} from '../../harness/index.ts'
import { bindListens } from '../../harness/sockets/mutants/bind/bind.ts'
import { closeComesLate, socketCostsTwo } from '../../harness/sockets/mutants/descriptors/resource.ts'

export default claim({
  says: 'Each socket costs a descriptor and a kernel object until it is closed: n opened and not closed are n held, whatever they do. The kernel counts them as «sockets: used»; «TCP: inuse» counts only those that listen or have called connect(), and what accept() gave.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('B', 'the operating system allocates resources for each socket; not closing it leaks them'),
    posix('socket'),
    posix('close'),
    man('socket', 2, 'DESCRIPTION'),
    kernel('filesystems/proc', 'Networking info in /proc/net'),
  ],
  why:
    'socket() makes an object in the kernel and enters it into the process’s table of open files; close() takes it out ' +
    'again, and the object goes with its last reference. What the program does with the socket in between makes no ' +
    'difference to that. accept() makes a socket too, so a connection within one host costs two. «TCP: inuse» is another ' +
    'number: that of the sockets that incoming segments can belong to. One gets there by listen() or connect(), or as ' +
    'what accept() gives, not by socket() or bind(); so a leak of sockets that never connected does not show in it. ' +
    'Sockets of IPv6 are counted apart, as TCP6.',
  method: [
    'One host opens sockets and leaves some as they are, binds some, lets some listen, connects some to a listener that is full and does not answer, and some to the first listener, which accepts them.',
    'The descriptors of these sockets are counted in /proc/self/fd, the sockets of the host in /proc/net/sockstat, before and after.',
    'All are closed, and both are counted again.',
  ],
  byHand: [
    {
      run: 'cat /proc/net/sockstat; python3 -c "import socket; l = [socket.socket() for _ in range(100)]; print(open(\'/proc/net/sockstat\').read())"',
      see: 'sockets: used is 100 more the second time, TCP: inuse is the same',
    },
    { run: 'ls -l /proc/PID/fd', see: 'a line «socket:[…]» for each socket that the program holds' },
  ],
  mutants: [socketCostsTwo, closeComesLate, bindListens],

  experiment: forAll(
    lan(['host', 'neighbour'], { ipv6: true, needs: ['own process'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        fresh: fc.nat(8),
        bound: fc.nat(4),
        listening: fc.integer({ min: 1, max: 4 }),
        connecting: fc.nat(3),
        connections: fc.nat(4),
      }),
      example: { kind: 'TCP over IPv4', fresh: 3, bound: 2, listening: 1, connecting: 1, connections: 2 },
      edges: [
        { kind: 'TCP over IPv6', fresh: 1, bound: 1, listening: 1, connecting: 1, connections: 1 },
        { kind: 'TCP over IPv4-mapped IPv6', fresh: 1, bound: 1, listening: 1, connecting: 1, connections: 1 },
      ],
      runs: 20,
    },
    async ({ kind: name, ...wanted }, { host, neighbour }, tools) => {
      const kind = SOCKET_KINDS[name]
      const silent = await silentListener(kind, neighbour, tools)
      await toolsAreGone(host, tools)
      const count = counting(host, name === 'TCP over IPv4' ? 'TCP.inuse' : 'TCP6.inuse')
      const sockets = await open(wanted, kind, host, silent, tools)
      const inodes = sockets.map(({ fd }) => socketInode(fd))
      const held = { descriptors: countDescriptors(inodes), ...count() }
      for (const socket of sockets) await socket.close()
      const after = () => ({ descriptors: countDescriptors(inodes), ...count() })
      const isNothing = (counts: ReturnType<typeof after>) => Object.values(counts).every((count) => count === 0)
      return { held, after: await tools.eventually(after, isNothing) }
    },
  ),

  judge: ({ held, after }, { fresh, bound, listening, connecting, connections }) => {
    const inuse = listening + connecting + 2 * connections
    const all = fresh + bound + inuse
    return [
      equal(held.descriptors, all, 'descriptors of these sockets'),
      equal(held.used, all, 'sockets that the host has more than before: «sockets: used»'),
      equal(held.inuse, inuse, '«TCP: inuse», more than before: those that listen, connect or are connected'),
      equal(after.descriptors, 0, 'descriptors of these sockets after all were closed'),
      equal(after.used, 0, '«sockets: used» then, more than before'),
      equal(after.inuse, 0, '«TCP: inuse» then, more than before'),
    ]
  },
})

/**
 * Waits until a new host has no sockets but those that capture packets. The tools that set it up had some of Netlink, and
 * the kernel counts these until an RCU grace period after their close (netlink(7)).
 */
async function toolsAreGone(host: Host, { until }: Tools): Promise<void> {
  const capturing = () => readFileSync('/proc/thread-self/net/packet', 'utf8').trimEnd().split('\n').length - 1
  await until(
    'the sockets of the tools that set the host up to be gone',
    () => host.sockstat('sockets.used') - host.within(capturing),
    (others) => others === 0,
  )
}

/** What the host’s kernel counts, less what it counts now. */
function counting(host: Host, inuse: string): () => { used: number; inuse: number } {
  const read = () => ({ used: host.sockstat('sockets.used'), inuse: host.sockstat(inuse) })
  const before = read()
  return () => {
    const now = read()
    return { used: now.used - before.used, inuse: now.inuse - before.inuse }
  }
}

interface Wanted {
  readonly fresh: number
  readonly bound: number
  readonly listening: number
  readonly connecting: number
  readonly connections: number
}

/** Opens sockets and brings them to where they are wanted. */
async function open(
  wanted: Wanted,
  kind: SocketKind,
  host: Host,
  silent: SocketAddress,
  { port }: Tools,
): Promise<Socket[]> {
  const sockets: Socket[] = []
  for (let made = 0; made < wanted.fresh; made += 1) sockets.push(await host.open(kind, { label: 'as it is' }))
  for (let made = 0; made < wanted.bound; made += 1) {
    const socket = await host.open(kind, { label: 'bound' })
    await socket.bind(kind.at(host, port()))
    sockets.push(socket)
  }
  const address = kind.at(host, port())
  const first = await host.open(kind, { label: 'listens' })
  await first.bind(address)
  await first.listen(wanted.connections)
  sockets.push(first)
  for (let made = 1; made < wanted.listening; made += 1) sockets.push(await host.listener(port(), { kind }))
  for (let made = 0; made < wanted.connecting; made += 1) {
    const socket = await host.open(kind, { label: 'nobody answers', nonblocking: true })
    await socket.tryConnect(silent)
    sockets.push(socket)
  }
  for (let made = 0; made < wanted.connections; made += 1) {
    const { client, server } = await connected(host, address, first)
    sockets.push(client, server)
  }
  return sockets
}

/** An address that answers no SYN: the listener there has a full queue. */
async function silentListener(kind: SocketKind, host: Host, { port, until }: Tools): Promise<SocketAddress> {
  const number = port()
  const address = kind.at(host, number)
  const listener = await host.listener(number, { kind, backlog: 0, label: 'full' })
  await host.connect(address, { label: 'fills the queue' })
  await until('the queue to be full', () => host.isWaiting(listener), Boolean)
  return address
}
