import {
  claim,
  equal,
  loopback,
  man,
  ofEachKind,
  overKinds,
  rfc,
  scenario,
  sysctl,
  TCP_KINDS,
} from '../../harness/index.ts'
import { optionReadsAs, optionTakesAnything } from '../../harness/sockets/mutants/option-values.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'

export default claim({
  says: 'A new TCP socket has TCP_LINGER2 60 s, which cannot exceed 120 s, and TCP_SYNCNT 6; a TCP_MAXSEG of 10 is refused with EINVAL, a congestion control that the kernel does not know with ENOENT.',
  level: 'platform',
  reading: 'holds',
  behaviours: [75],
  sources: [
    man('tcp', 7, 'Socket options'),
    rfc(9293, '3.7.1'),
    rfc(9293, '3.8.3'),
    sysctl('net.ipv4.tcp_fin_timeout'),
    sysctl('net.ipv4.tcp_syn_retries'),
    sysctl('net.ipv4.tcp_congestion_control'),
  ],
  why:
    'The first two defaults are sysctls: tcp_fin_timeout says how long the kernel keeps a closed connection whose peer has ' +
    'not closed, and tcp_syn_retries how often it repeats a SYN. A value of TCP_LINGER2 above two minutes is cut without ' +
    'an error, so a program that does not read it back never learns. Below 88 bytes of data a segment would be hardly ' +
    'more than headers and options, which a hostile peer could use to wear a host out, so Linux refuses it. A congestion ' +
    'control is a module of the kernel with a name, and a name that nothing has gives the error for a missing file.',
  method: [
    'A new socket of each kind is asked for TCP_LINGER2 and TCP_SYNCNT.',
    'TCP_LINGER2 is set to 119, 120 and 121; TCP_SYNCNT to 0, 127 and 128; TCP_MAXSEG to 10, 87 and 88.',
    'TCP_CONGESTION is set to «unheard-of», and read.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.socket(); print(s.getsockopt(6, 8), s.getsockopt(6, 7)); s.setsockopt(6, 8, 121); print(s.getsockopt(6, 8))"',
      see: '60 6, then 120',
    },
    {
      run: 'python3 -c "import socket; socket.socket().setsockopt(6, 2, 10)"',
      see: 'OSError: [Errno 22] Invalid argument',
    },
    {
      run: 'python3 -c "import socket; socket.socket().setsockopt(6, 13, b\'unheard-of\')"',
      see: 'FileNotFoundError: [Errno 2] No such file or directory: what errno ENOENT stands for elsewhere',
    },
  ],
  mutants: [
    optionReadsAs('TCP_CONGESTION', 'reno', 'cubic'),
    optionReadsAs('TCP_LINGER2', 60, 0),
    optionReadsAs('TCP_LINGER2', 120, 121),
    optionReadsAs('TCP_SYNCNT', 6, 5),
    optionTakesAnything('TCP_SYNCNT'),
    optionTakesAnything('TCP_MAXSEG'),
    optionTakesAnything('TCP_CONGESTION'),
    optionIgnored('TCP_LINGER2'),
  ],

  experiment: scenario(loopback(['host'], { needs: ['IPv6', 'network namespaces'] }), ({ host }, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const socket = await host.open(kind)
      const setTo = async (option: 'TCP_LINGER2' | 'TCP_SYNCNT' | 'TCP_MAXSEG', value: number) =>
        (await socket.trySet(option, value)).errno ?? (await socket.get(option))
      const linger2 = [
        await socket.get('TCP_LINGER2'),
        await setTo('TCP_LINGER2', 119),
        await setTo('TCP_LINGER2', 120),
        await setTo('TCP_LINGER2', 121),
      ]
      const syncnt = [
        await socket.get('TCP_SYNCNT'),
        await setTo('TCP_SYNCNT', 0),
        await setTo('TCP_SYNCNT', 127),
        await setTo('TCP_SYNCNT', 128),
      ]
      const maxseg = [await setTo('TCP_MAXSEG', 10), await setTo('TCP_MAXSEG', 87), await setTo('TCP_MAXSEG', 88)]
      const unknown = (await socket.trySet('TCP_CONGESTION', 'unheard-of')).errno
      return { linger2, syncnt, maxseg, congestion: { unknown, after: await socket.get('TCP_CONGESTION') } }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ linger2, syncnt, maxseg, congestion }) => [
      equal(linger2, [60, 119, 120, 120], 'TCP_LINGER2 in seconds: at first, set to 119, to 120, to 121'),
      equal(syncnt, [6, 'EINVAL', 127, 'EINVAL'], 'TCP_SYNCNT: at first, set to 0, to 127, to 128'),
      equal(maxseg, ['EINVAL', 'EINVAL', 88], 'TCP_MAXSEG: set to 10, to 87, to 88'),
      equal(congestion.unknown, 'ENOENT', 'error of a congestion control that does not exist'),
      equal(congestion.after, 'reno', 'the congestion control afterwards: the one that the lab pins'),
    ]),
})
