import {
  claim,
  equal,
  loopback,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  type SocketOptions,
  scenario,
  TCP_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import { bindShares } from '../../harness/sockets/mutants/bind/bind.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { reuseaddrByItself } from '../../harness/sockets/mutants/reuse/reuse.ts'

const OPTIONS = ['SO_REUSEPORT', 'SO_REUSEADDR'] as const

export default claim({
  says: 'If the first socket that binds a port has not set SO_REUSEPORT, setting it on the second does not help: EADDRINUSE. The same is true of SO_REUSEADDR.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('B', 'options for the reuse of ports need care, for security'),
    man('socket', 7, 'SO_REUSEPORT'),
    man('socket', 7, 'SO_REUSEADDR'),
    posix('bind'),
  ],
  behaviours: [83],
  why:
    'Sharing takes the consent of both. bind() compares the new socket with each one that has the port already, and lets ' +
    'them share only if both have the same option. Otherwise anybody could join, and take clients away from, a server ' +
    'that never thought of sharing. So a server fences its port in by doing nothing. What counts is what both have at the moment of the second bind().',
  method: [
    'Two sockets bind the same address and port; each has, or has not, set an option before bind().',
    'What the second bind() reports is observed: for both options, in all four cases, for TCP and UDP.',
    'Once more the first socket sets the option late, when it is bound, and the second before its own bind().',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.socket(); s.bind((\'127.0.0.1\', 3490)); input()"',
      see: 'it waits, with no option set',
    },
    {
      run: 'python3 -c "import socket; s = socket.socket(); s.setsockopt(1, socket.SO_REUSEPORT, 1); s.bind((\'127.0.0.1\', 3490))"',
      see: 'OSError: [Errno 98] Address already in use; not so if the first one sets it too',
    },
  ],
  mutants: [
    bindShares,
    reuseaddrByItself,
    optionIgnored('SO_REUSEPORT'),
    optionIgnored('SO_REUSEADDR'),
    reportsInstead('bind', 'EADDRINUSE', 'EACCES'),
  ],

  experiment: scenario(loopback(['first', 'second'], { needs: ['IPv6'] }), ({ first, second }, tools) =>
    overKinds([...TCP_KINDS, ...UDP_KINDS], tools, async (kind) => {
      const bound = async (option: (typeof OPTIONS)[number], [has, wants]: readonly [boolean, boolean]) => {
        const set = (on: boolean): SocketOptions => (on ? { [option]: true } : {})
        const address = kind.loopback(tools.port())
        await (await first.open(kind, { label: 'first', set: set(has) })).bind(address)
        return (await (await second.open(kind, { label: 'second', set: set(wants) })).tryBind(address)).errno
      }
      /** The first socket sets the option when it is bound already. */
      const boundLater = async (option: (typeof OPTIONS)[number]) => {
        const address = kind.loopback(tools.port())
        const holder = await first.open(kind, { label: 'first' })
        await holder.bind(address)
        await holder.set(option, true)
        return (await (await second.open(kind, { label: 'second', set: { [option]: true } })).tryBind(address)).errno
      }
      const cases = async (option: (typeof OPTIONS)[number]) => ({
        neither: await bound(option, [false, false]),
        secondOnly: await bound(option, [false, true]),
        firstOnly: await bound(option, [true, false]),
        both: await bound(option, [true, true]),
        later: await boundLater(option),
      })
      return { SO_REUSEPORT: await cases('SO_REUSEPORT'), SO_REUSEADDR: await cases('SO_REUSEADDR') }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, (options) =>
      OPTIONS.map((option) => [
        equal(options[option].secondOnly, 'EADDRINUSE', `second bind(), which alone has ${option}`),
        equal(options[option].firstOnly, 'EADDRINUSE', `second bind(), if the first socket alone has ${option}`),
        equal(options[option].neither, 'EADDRINUSE', `second bind(), if neither has ${option}`),
        equal(options[option].both, null, `second bind(), if both have ${option}`),
        equal(options[option].later, null, `second bind(), if the first socket got ${option} after its own bind()`),
      ]),
    ),
})
