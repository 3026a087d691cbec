import {
  claim,
  equal,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  payloadText,
  rfc,
  sendInTurn,
  textOf,
  UDP_KINDS,
  witness,
} from '../../harness/index.ts'
import { linkDelaysNothing } from '../../harness/lab/mutants/link.ts'
import { recvSkipsADatagram, sendtoReportsLoss } from '../../harness/sockets/mutants/udp/datagram.ts'

export default claim({
  says: 'Datagrams can arrive in another order than the one in which they were sent.',
  level: 'may',
  reading: 'holds',
  sources: [
    material('B', 'UDP messages may come out of order, like postcards'),
    rfc(791, '1.4'),
    rfc(8085, '3.3'),
    man('udp', 7, 'DESCRIPTION'),
  ],
  why:
    'IP routes each packet by itself, so two may take ways of different length, and one that left later comes first. UDP ' +
    'has no numbers by which the receiver could tell: its kernel queues datagrams as they arrive, and recv() gives them in ' +
    'that order. A program that needs the order must number its messages, as TCP does with its bytes.',
  method: [
    'A client sends four datagrams across a link on which the first is overtaken by two others.',
    'The order in which they left, arrived and were read is compared. The same over IPv6.',
  ],
  byHand: [
    {
      run: 'tc qdisc add dev eth0 root netem delay 10ms reorder 25% 50%',
      see: 'on a machine of your own: some packets overtake others',
    },
    {
      run: 'for i in $(seq 500); do echo $i; sleep 0.002; done | nc -u -q1 server 3490',
      see: 'at the server, with «nc -lu 3490»: numbers that are out of order',
    },
  ],
  mutants: [linkDelaysNothing, recvSkipsADatagram, sendtoReportsLoss],

  experiment: witness(
    lan(['client', 'server'], { carried: true, ipv6: true }),
    { attempts: 2 },
    async ({ client, server }, tools) =>
      overKinds(UDP_KINDS, tools, async (kind) => {
        const port = tools.port()
        const receiver = await server.receiver(port, { kind })
        const sender = await client.open(kind, { label: 'sender' })
        tools.link.obey([{ from: 'client', frame: 1, fault: 'delay', by: 2 }])
        const errors = [...(await sendInTurn(client, sender, kind.at(server, port), SENT, tools))]
        const read: string[] = []
        for (const _ of SENT) {
          const result = await tools.answered(receiver.tryRecv(100))
          read.push(textOf(result))
          if (result.errno !== null) break
        }
        const [left, arrived] = [client, server].map(({ wire }) => wire.udp(port).map(payloadText))
        return { errors, left: left ?? [], arrived: arrived ?? [], read }
      }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ errors, left, arrived, read }) => [
      equal(errors, [null, null, null, null], 'errors of sendto()'),
      equal(left, SENT, 'datagrams as they left'),
      equal(arrived, READ, 'datagrams as they arrived'),
      equal(read, READ, 'datagrams as recv() gave them'),
    ]),
})

const SENT = ['one', 'two', 'three', 'four']
const READ = ['two', 'three', 'one', 'four']
