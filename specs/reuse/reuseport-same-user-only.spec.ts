import {
  claim,
  equal,
  type Host,
  loopback,
  man,
  material,
  NOBODY,
  ofEachKind,
  overKinds,
  type Socket,
  type SocketKind,
  scenario,
  TCP_KINDS,
  type Tools,
  textOf,
  UDP_KINDS,
} from '../../harness/index.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { reuseaddrActsAsReuseport, usersAreAlike } from '../../harness/sockets/mutants/reuse/reuse-as.ts'

type Option = 'SO_REUSEPORT' | 'SO_REUSEADDR'

/** A number of a user. */
type User = number

const ROOT: User = 0

export default claim({
  says:
    'Only sockets of one user can share a port by SO_REUSEPORT: another user’s bind() fails with EADDRINUSE, even root’s. ' +
    'SO_REUSEADDR has no such fence: another user’s UDP socket that is bound later takes the datagrams, and another ' +
    'user’s TCP socket can listen first.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('B', 'reuse of ports must be used with care, or it is a security risk'),
    man('socket', 7, 'SO_REUSEPORT'),
    man('socket', 7, 'SO_REUSEADDR'),
  ],
  why:
    'Who joins a group of sockets gets part of its connections or datagrams, so joining somebody else’s would be theft. ' +
    'For SO_REUSEPORT, which came late, Linux therefore compares the users who made the sockets: they must be the same. ' +
    'SO_REUSEADDR is older and compares nothing. Of UDP sockets with the same address the last one bound gets what ' +
    'comes; of TCP sockets the first that listens gets the port, and the other cannot listen any more.',
  method: [
    'A socket of one user binds a port, and one of another user binds it too, both with an option set before: each pair of root and nobody.',
    'With SO_REUSEADDR a UDP sender sends to the port before and after nobody’s socket is bound there; both sockets are read.',
    'With SO_REUSEADDR nobody’s TCP socket calls listen() before root’s.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s = socket.socket(); s.setsockopt(1, socket.SO_REUSEPORT, 1); s.bind(('127.0.0.1', 3490)); input()"`,
      see: 'as root: it waits',
    },
    {
      run: `setpriv --reuid=65534 /usr/bin/python3 -c "import socket; s = socket.socket(); s.setsockopt(1, socket.SO_REUSEPORT, 1); s.bind(('127.0.0.1', 3490))"`,
      see: 'OSError: [Errno 98] Address already in use; without setpriv it binds',
    },
  ],
  mutants: [
    usersAreAlike,
    reuseaddrActsAsReuseport,
    optionIgnored('SO_REUSEPORT'),
    optionIgnored('SO_REUSEADDR'),
    reportsInstead('bind', 'EADDRINUSE', 'EACCES'),
  ],

  experiment: scenario(
    loopback(['server', 'sender'], { needs: ['own process', 'second user', 'IPv6'] }),
    async (hosts, tools) => {
      const pairs = await overKinds([...TCP_KINDS, ...UDP_KINDS], tools, async (kind) => {
        const bind = async (first: User, second: User, option: Option) =>
          (await bothBind(hosts.server, kind, { first, second, option }, tools)).errno
        return {
          rootRoot: await bind(ROOT, ROOT, 'SO_REUSEPORT'),
          nobodyNobody: await bind(NOBODY, NOBODY, 'SO_REUSEPORT'),
          rootNobody: await bind(ROOT, NOBODY, 'SO_REUSEPORT'),
          nobodyRoot: await bind(NOBODY, ROOT, 'SO_REUSEPORT'),
          reuseaddr: await bind(ROOT, NOBODY, 'SO_REUSEADDR'),
        }
      })
      tools.say('SO_REUSEADDR: who gets the datagrams')
      const datagrams = await overKinds(UDP_KINDS, tools, (kind) => taken(hosts, kind, tools))
      tools.say('SO_REUSEADDR: who gets to listen')
      const listens = await overKinds(TCP_KINDS, tools, async (kind) => {
        const sockets = { first: ROOT, second: NOBODY, option: 'SO_REUSEADDR' } as const
        const { owner, other } = await bothBind(hosts.server, kind, sockets, tools)
        return { nobody: (await other.tryListen(1)).errno, root: (await owner.tryListen(1)).errno }
      })
      return { pairs, datagrams, listens }
    },
  ),

  judge: ({ pairs, datagrams, listens }) => [
    ...ofEachKind(pairs, (one) => [
      equal(one.rootNobody, 'EADDRINUSE', 'SO_REUSEPORT: bind() of nobody’s socket where root’s is'),
      equal(one.nobodyRoot, 'EADDRINUSE', 'SO_REUSEPORT: bind() of root’s socket where nobody’s is'),
      equal(one.rootRoot, null, 'SO_REUSEPORT: bind() of root’s second socket'),
      equal(one.nobodyNobody, null, 'SO_REUSEPORT: bind() of nobody’s second socket'),
      equal(one.reuseaddr, null, 'SO_REUSEADDR: bind() of nobody’s socket where root’s is'),
    ]),
    ...ofEachKind(datagrams, ({ before, after }) => [
      equal(before, { root: 'one' }, 'SO_REUSEADDR: what comes before nobody’s bind()'),
      equal(after, { nobody: 'two', root: 'EAGAIN' }, 'SO_REUSEADDR: what comes after it'),
    ]),
    ...ofEachKind(listens, ({ nobody, root }) => [
      equal(nobody, null, 'SO_REUSEADDR: listen() of nobody’s socket, which calls it first'),
      equal(root, 'EADDRINUSE', 'SO_REUSEADDR: listen() of root’s socket then'),
    ]),
  ],
})

/** A socket of a user, with an option set. */
async function open(host: Host, kind: SocketKind, user: User, option: Option): Promise<Socket> {
  const { domain, type } = kind
  const label = user === ROOT ? 'root’s' : 'nobody’s'
  const { value, errno } = await host.asUser(user, () => host.trySocket({ domain, type }, label))
  if (errno !== null) throw new Error(`socket() failed with ${errno} for user ${user}.`)
  await value.set(option, true)
  return value
}

/** One socket binds a new port, then the other binds the same; `errno` is what the second bind() reports. */
async function bothBind(
  host: Host,
  kind: SocketKind,
  { first, second, option }: { first: User; second: User; option: Option },
  { port }: Tools,
) {
  const address = kind.loopback(port())
  const owner = await open(host, kind, first, option)
  await owner.bind(address)
  const other = await open(host, kind, second, option)
  const { errno } = await host.asUser(second, () => other.tryBind(address))
  return { owner, other, errno }
}

/** Who receives what a sender sends to root’s UDP socket before and after nobody has bound one to its port. */
async function taken(
  { server, sender }: { server: Host; sender: Host },
  kind: SocketKind,
  { port, eventually }: Tools,
) {
  const address = kind.loopback(port())
  const from = await sender.open(kind, { label: 'sender' })
  const root = await open(server, kind, ROOT, 'SO_REUSEADDR')
  await root.bind(address)
  /** What each socket has received, as soon as one has something. */
  const received = async (sockets: Readonly<Record<string, Socket>>) => {
    const all = Object.entries(sockets)
    await eventually(
      () => Promise.all(all.map(([, socket]) => socket.control('FIONREAD'))),
      (unread) => unread.some((bytes) => bytes > 0),
    )
    const texts = all.map(async ([name, socket]) => [name, textOf(await socket.tryRecv(9, ['MSG_DONTWAIT']))] as const)
    return Object.fromEntries(await Promise.all(texts))
  }
  await from.sendTo(address, 'one')
  const before = await received({ root })
  const nobody = await open(server, kind, NOBODY, 'SO_REUSEADDR')
  await server.asUser(NOBODY, () => nobody.tryBind(address))
  await from.sendTo(address, 'two')
  return { before, after: await received({ nobody, root }) }
}
