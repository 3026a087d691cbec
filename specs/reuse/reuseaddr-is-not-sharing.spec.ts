import {
  claim,
  equal,
  type Host,
  loopback,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  type SocketKind,
  scenario,
  TCP_KINDS,
  type Tools,
} from '../../harness/index.ts'
import { reportsInstead, succeedsInstead } from '../../harness/sockets/mutants/errors.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { reuseaddrActsAsReuseport } from '../../harness/sockets/mutants/reuse/reuse-as.ts'

export default claim({
  says:
    'SO_REUSEADDR on both lets two TCP sockets bind one port as long as neither listens. When one listens, listen() of the ' +
    'other fails with EADDRINUSE, and so does a further bind().',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('B', 'options for the reuse of ports help, and must be used with care'),
    man('socket', 7, 'SO_REUSEADDR'),
    man('ip', 7, 'Address format'),
    posix('listen'),
  ],
  behaviours: [85],
  why:
    'SO_REUSEADDR is meant for a port whose connections are still there while nobody listens any more. On Linux it says: ' +
    'I do not mind others, as long as none of them listens. Two sockets that both say so can bind. But listen() makes ' +
    'one the owner, so it looks again, and only one can win. To have two listeners is what SO_REUSEPORT is for.',
  method: [
    'Two sockets with SO_REUSEADDR bind one port and listen, one after the other; a third one binds meanwhile.',
    'Then the first is closed, and the second listens again.',
    'For contrast the same two steps with SO_REUSEPORT.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; a, b = socket.socket(), socket.socket(); [(s.setsockopt(1, socket.SO_REUSEADDR, 1), s.bind(('127.0.0.1', 3490))) for s in (a, b)]; a.listen(); b.listen()"`,
      see: 'both bind; OSError: [Errno 98] comes from b.listen()',
    },
  ],
  mutants: [
    reuseaddrActsAsReuseport,
    optionIgnored('SO_REUSEADDR'),
    optionIgnored('SO_REUSEPORT'),
    succeedsInstead('listen', 'EADDRINUSE', 0),
    reportsInstead('listen', 'EADDRINUSE', 'EINVAL'),
  ],

  experiment: scenario(loopback(['server'], { needs: ['IPv6'] }), ({ server }, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => ({
      reuseaddr: await two(server, kind, 'SO_REUSEADDR', tools),
      reuseport: await two(server, kind, 'SO_REUSEPORT', tools),
    })),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ reuseaddr, reuseport }) => [
      equal(reuseaddr.binds, [null, null], 'with SO_REUSEADDR: bind() of the first and the second'),
      equal(reuseaddr.listens, [null, 'EADDRINUSE'], 'with SO_REUSEADDR: listen() of the first and the second'),
      equal(reuseaddr.third, 'EADDRINUSE', 'with SO_REUSEADDR: bind() of a third while the first listens'),
      equal(reuseaddr.again, null, 'with SO_REUSEADDR: listen() of the second when the first is closed'),
      equal(reuseport.binds, [null, null], 'with SO_REUSEPORT: bind() of the first and the second'),
      equal(reuseport.listens, [null, null], 'with SO_REUSEPORT: listen() of the first and the second'),
      equal(reuseport.third, null, 'with SO_REUSEPORT: bind() of a third while the others listen'),
    ]),
})

/** Two sockets with an option bind one port and listen; tells what each call reports. */
async function two(server: Host, kind: SocketKind, option: 'SO_REUSEADDR' | 'SO_REUSEPORT', { say, port }: Tools) {
  say(option)
  const address = kind.loopback(port())
  const open = (label: string) => server.open(kind, { label, set: { [option]: true } })
  const [first, second, third] = [await open('first'), await open('second'), await open('third')]
  const binds = [(await first.tryBind(address)).errno, (await second.tryBind(address)).errno]
  const listens = [(await first.tryListen(1)).errno, (await second.tryListen(1)).errno]
  const further = (await third.tryBind(address)).errno
  await first.close()
  return { binds, listens, third: further, again: (await second.tryListen(1)).errno }
}
