import {
  addressText,
  claim,
  connected,
  equal,
  loopback,
  man,
  material,
  rfc,
  type SocketOptions,
  scenario,
} from '../../harness/index.ts'
import { noTimeWait } from '../../harness/lab/mutants/sysctls.ts'
import { portStaysTaken } from '../../harness/sockets/mutants/bind/bind.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { firstLifeIsEnough, reuseaddrByItself, secondLifeIsEnough } from '../../harness/sockets/mutants/reuse/reuse.ts'

type Option = 'no option' | 'SO_REUSEADDR' | 'SO_REUSEPORT'

export default claim({
  says:
    'A server that closed a connection first and is started again at once gets EADDRINUSE from bind(). With SO_REUSEADDR in ' +
    'both lives it can start, in only one of them it cannot; SO_REUSEPORT in both works too.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('B', 'options for the reuse of ports help, and need care'),
    rfc(9293, '3.6.1'),
    man('socket', 7, 'SO_REUSEADDR'),
    man('ip', 7, 'Address format'),
  ],
  behaviours: [92, 93],
  why:
    'Who closes first keeps the connection in TIME_WAIT for a minute, so that late segments of it cannot be taken for a ' +
    'new one’s. Its local end is the server’s address and port, so bind() finds them in use although no program has ' +
    'them. Linux lets them be shared only if both sides agreed: the remembered connection keeps the options of the ' +
    'listener that it came from, and the new socket must have the same one.',
  method: [
    'A server listens with some option, accepts a client, closes first, and ends: its first life.',
    'The kernel’s table shows what is left of it; then a new socket tries to bind the same port, listen and serve.',
    'So for each choice of options in the two lives; for contrast once with the client closing first.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; l = socket.socket(); l.bind(('127.0.0.1', 3490)); l.listen(); s,_ = l.accept(); s.close()" & sleep 1; nc -d 127.0.0.1 3490`,
      see: 'nc ends, the server too; run it again at once: OSError: [Errno 98] Address already in use',
    },
    { run: 'ss -tan state time-wait', see: '127.0.0.1:3490, for a minute' },
  ],
  mutants: [
    reuseaddrByItself,
    firstLifeIsEnough,
    secondLifeIsEnough,
    optionIgnored('SO_REUSEPORT'),
    noTimeWait,
    portStaysTaken,
  ],

  experiment: scenario(
    loopback(['client', 'server'], { needs: ['connection table'] }),
    async ({ client, server }, { port, say, eventually }) => {
      const restart = async (first: Option, second: Option, closer: 'server' | 'client' = 'server') => {
        say(`${first}, then ${second}; the ${closer} closes first`)
        const address = server.at(port())
        const listener = await server.listener(address.port, { set: setting(first), label: 'first life' })
        const ends = await connected(client, address, listener)
        const [closing, waiting] = closer === 'server' ? [ends.server, ends.client] : [ends.client, ends.server]
        await closing.close()
        await waiting.recv(1)
        await waiting.close()
        await listener.close()
        const left = await eventually(
          () => server.tcpTable(address.port).flatMap((row) => (row.local === addressText(address) ? [row.state] : [])),
          (states) => states.every((state) => state === 'TIME_WAIT'),
        )
        server.note(`the kernel’s table at ${addressText(address)}: ${left.join(', ') || 'nothing'}`)

        const again = await server.tcp({ set: setting(second), label: 'second life' })
        const { errno: bind } = await again.tryBind(address)
        if (bind !== null) return { left, bind, serves: false }
        const { errno: listen } = await again.tryListen(8)
        if (listen === null) await connected(client, address, again)
        return { left, bind, serves: listen === null }
      }
      return {
        neither: await restart('no option', 'no option'),
        both: await restart('SO_REUSEADDR', 'SO_REUSEADDR'),
        firstOnly: await restart('SO_REUSEADDR', 'no option'),
        secondOnly: await restart('no option', 'SO_REUSEADDR'),
        reuseport: await restart('SO_REUSEPORT', 'SO_REUSEPORT'),
        passive: await restart('no option', 'no option', 'client'),
      }
    },
  ),

  judge: (seen) => {
    const refused = { left: ['TIME_WAIT'], bind: 'EADDRINUSE', serves: false }
    const serves = { left: ['TIME_WAIT'], bind: null, serves: true }
    return [
      equal(seen.neither, refused, 'no option in either life'),
      equal(seen.both, serves, 'SO_REUSEADDR in both lives'),
      equal(seen.firstOnly, refused, 'SO_REUSEADDR in the first life only'),
      equal(seen.secondOnly, refused, 'SO_REUSEADDR in the second life only'),
      equal(seen.reuseport, serves, 'SO_REUSEPORT in both lives'),
      equal(seen.passive, { ...serves, left: [] }, 'for contrast: no option, and the client closed first'),
    ]
  },
})

function setting(option: Option): SocketOptions {
  return option === 'no option' ? {} : { [option]: true }
}
