import {
  butNot,
  claim,
  equal,
  inet,
  lan,
  man,
  material,
  posix,
  type SocketOptions,
  scenario,
  trueWhen,
} from '../../harness/index.ts'
import { bindShares, portNumberIsTaken, portStaysTaken } from '../../harness/sockets/mutants/bind/bind.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { firstLifeIsEnough, reuseaddrByItself } from '../../harness/sockets/mutants/reuse/reuse.ts'

export default claim({
  says: 'No other process can bind the port until the one that bound it frees it.',
  level: 'platform',
  reading: 'qualified',
  sources: [
    material(
      'C',
      'the port is in use although nobody listens; no other process can bind it until the receiver frees it',
    ),
    posix('bind'),
    man('socket', 7, 'SO_REUSEADDR, SO_REUSEPORT, SO_BINDTODEVICE'),
    man('network_namespaces', 7),
  ],
  why:
    'What bind() takes is not a port alone: it is a protocol, an address and a port, on one device or on all, within one ' +
    'network namespace. A second socket is refused only if it overlaps with the first in all of these, whichever process ' +
    'it belongs to. And two that overlap may agree to share: with SO_REUSEPORT if the same user owns them, with ' +
    'SO_REUSEADDR, whoever owns them, as long as neither listens. Both sockets must have set it before bind(). What users ' +
    'may share with each other is shown by reuse/reuseport-same-user-only.',
  method: [
    'A holder binds a TCP socket to a port of the server; a second socket binds the same, before and after the holder closes its own.',
    'While it is held, sockets of another address, another protocol and another host bind the same port.',
    'Then pairs of sockets bind one port, both with an option set before, or only one of them; or the first one listens.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.socket(); s.bind((\'127.0.0.1\', 3490)); input()"',
      see: 'it waits; in a second terminal the same ends with OSError: [Errno 98] Address already in use',
    },
    { run: 'nc -l 127.0.0.2 3490', see: 'it waits: another address of the same host; nc -u -l 127.0.0.1 3490 too' },
    { run: 'unshare -n nc -l 3490', see: 'it waits: another network namespace' },
    { run: 'nc -l 3491 & nc -l 3491', see: 'both wait: Debian’s nc sets SO_REUSEPORT' },
  ],
  mutants: [
    bindShares,
    firstLifeIsEnough,
    reuseaddrByItself,
    portStaysTaken,
    portNumberIsTaken,
    optionIgnored('SO_REUSEPORT'),
    optionIgnored('SO_REUSEADDR'),
    optionIgnored('SO_BINDTODEVICE'),
  ],

  experiment: scenario(lan(['server', 'neighbour']), async ({ server, neighbour }, { port, say }) => {
    const address = server.at(port())
    say('The same address, protocol, device and host')
    const holder = await server.tcp({ label: 'holder' })
    await holder.bind(address)
    const other = await server.tcp({ label: 'other' })
    const held = await other.tryBind(address)

    say('Another address, protocol or host')
    const local = await (await server.tcp({ label: 'other address' })).tryBind(inet('127.0.0.1', address.port))
    const udp = await (await server.udp({ label: 'UDP' })).tryBind(address)
    const elsewhere = await (await neighbour.tcp()).tryBind(neighbour.at(address.port))

    say('Freed')
    await holder.close()
    const freed = await other.tryBind(address)

    /** What the second bind() to one port reports if two sockets have these options. */
    const pair = async (first: SocketOptions, second: SocketOptions, { listens = false } = {}) => {
      say([...new Set(Object.keys({ ...first, ...second }))].join())
      const shared = server.at(port())
      const owner = await server.tcp({ label: 'first', set: first })
      await owner.bind(shared)
      if (listens) await owner.listen(1)
      return (await (await server.tcp({ label: 'second', set: second })).tryBind(shared)).errno
    }
    return {
      held: held.errno,
      freed: freed.errno,
      otherAddress: local.errno,
      otherProtocol: udp.errno,
      otherHost: elsewhere.errno,
      reuseport: await pair({ SO_REUSEPORT: true }, { SO_REUSEPORT: true }),
      reuseaddr: await pair({ SO_REUSEADDR: true }, { SO_REUSEADDR: true }),
      oneOnly: {
        reuseport: [await pair({ SO_REUSEPORT: true }, {}), await pair({}, { SO_REUSEPORT: true })],
        reuseaddr: [await pair({ SO_REUSEADDR: true }, {}), await pair({}, { SO_REUSEADDR: true })],
      },
      reuseaddrListening: await pair({ SO_REUSEADDR: true }, { SO_REUSEADDR: true }, { listens: true }),
      otherDevice: await pair({ SO_BINDTODEVICE: 'eth0' }, { SO_BINDTODEVICE: 'lo' }),
    }
  }),

  judge: (seen) => [
    trueWhen(
      'address, port, protocol, device and host are the same, and the sockets have not agreed to share',
      equal(seen.held, 'EADDRINUSE', 'error of the second bind() while the port is held'),
      equal(seen.freed, null, 'error of the same bind() after the holder closed its socket'),
    ),
    trueWhen(
      'only one of them wants to share, or one listens',
      equal(seen.oneOnly.reuseport, REFUSED_TWICE, 'errors if only the first, only the second has SO_REUSEPORT'),
      equal(seen.oneOnly.reuseaddr, REFUSED_TWICE, 'errors if only the first, only the second has SO_REUSEADDR'),
      equal(seen.reuseaddrListening, 'EADDRINUSE', 'error if both have SO_REUSEADDR and the first listens'),
    ),
    butNot('the second one takes another address of the host', equal(seen.otherAddress, null, 'error of bind()')),
    butNot('the second one is of another protocol (UDP)', equal(seen.otherProtocol, null, 'error of bind()')),
    butNot('the second one is on another host', equal(seen.otherHost, null, 'error of bind()')),
    butNot('both set SO_REUSEPORT and one user owns them', equal(seen.reuseport, null, 'error of bind()')),
    butNot('both set SO_REUSEADDR and neither listens', equal(seen.reuseaddr, null, 'error of bind()')),
    butNot('each is bound to another device', equal(seen.otherDevice, null, 'error of bind()')),
  ],
})

const REFUSED_TWICE = ['EADDRINUSE', 'EADDRINUSE']
