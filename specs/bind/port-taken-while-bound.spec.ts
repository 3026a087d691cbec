import {
  claim,
  equal,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  scenario,
  TCP_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import { bindListens, bindShares, bindSharesUntilListen } from '../../harness/sockets/mutants/bind/bind.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'

export default claim({
  says: 'A second bind() to the same address and port fails with EADDRINUSE, even though nobody listens there.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('C', 'a receiver stopped right after bind() has the port, and a second copy of it gets errno 98'),
    posix('bind'),
    man('bind', 2, 'ERRORS'),
    man('ip', 7, 'ERRORS'),
  ],
  behaviours: [9],
  why:
    'The port belongs to the first socket from bind() on, not from listen() on: otherwise two servers could both believe ' +
    'that they have it, and only the later listen() would tell one of them. So the kernel looks for another owner of the ' +
    'same address, port and protocol at each bind(). The socket that was refused keeps no address; it may try another port.',
  method: [
    'A socket of each kind binds an address and port and does nothing more; SO_ACCEPTCONN and its state show that it does not listen.',
    'A second socket of that kind binds the same, twice, and then the next port.',
    'The errors, and the local address of the second socket in between, are observed.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.socket(); s.bind((\'127.0.0.1\', 3490)); input()"',
      see: 'it waits; in a second terminal the same ends with OSError: [Errno 98] Address already in use',
    },
    { run: 'ss -tln "sport = 3490"', see: 'no listener' },
  ],
  mutants: [bindListens, bindShares, bindSharesUntilListen, reportsInstead('bind', 'EADDRINUSE', 'EADDRNOTAVAIL')],

  experiment: scenario(lan(['host'], { ipv6: true }), async ({ host }, tools) =>
    overKinds([...TCP_KINDS, ...UDP_KINDS], tools, async (kind) => {
      const taken = kind.at(host, tools.port())
      const first = await host.open(kind, { label: 'first' })
      await first.bind(taken)
      const second = await host.open(kind, { label: 'second' })
      const errors = [(await second.tryBind(taken)).errno, (await second.tryBind(taken)).errno]
      return {
        // A datagram socket cannot listen, and need not know the option.
        listens: kind.transport === 'TCP' && (await first.get('SO_ACCEPTCONN')),
        errors,
        portThen: await second.localPort(),
        nextPort: (await second.tryBind(kind.at(host, tools.port()))).errno,
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ listens, errors, portThen, nextPort }) => [
      equal(listens, false, 'the first socket listens (SO_ACCEPTCONN)'),
      equal(errors, ['EADDRINUSE', 'EADDRINUSE'], 'errors of the second socket’s bind(), tried twice'),
      equal(portThen, 0, 'port of the second socket after that'),
      equal(nextPort, null, 'error of its bind() to the next port'),
    ]),
})
