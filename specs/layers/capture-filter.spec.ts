import {
  butNot,
  claim,
  connected,
  equal,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  rfc,
  type SeenPacket,
  scenario,
  TCP_KINDS,
  trueWhen,
} from '../../harness/index.ts'
import { connectReports } from '../../harness/sockets/mutants/connect/connect.ts'
import { exchanged } from '../../harness/wire/mutants/headers.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says: 'In a capture with a filter on the receiver’s port, the receiver’s packets have that port as source and the sender’s have it as destination; the SYN is sent by the receiver.',
  level: 'must',
  reading: 'qualified',
  sources: [
    material(
      'C',
      'Wireshark filters by port 10000: the receiver’s packets have it as source port, the sender’s as destination',
    ),
    material('C', 'the caption of a refused connection says that the receiver sent the SYN'),
    rfc(9293, '3.1'),
    rfc(9293, '3.5'),
    man('pcap-filter', 7),
  ],
  why:
    'A packet names the port that it comes from and the port that it is for, so in one direction the listener’s port is ' +
    'the source and in the other the destination; a filter on the port lets both through. The first packet is a SYN, and ' +
    'it has the listener’s port as destination: it comes from the client, whose connect() sends it. A listener only ' +
    'ever answers. So it is also where nobody listens: the client’s SYN, and the RST of the host that it asked.',
  method: [
    'A client connects to a port without a listener, then to the same port with one; a text goes each way.',
    'Of all segments with that port, who sent each, on which side the port stands, and the first and its answer are observed.',
  ],
  byHand: [
    {
      run: 'tcpdump -ni lo "tcp port 10000" &',
      see: 'after the next command: > 127.0.0.1.10000: Flags [S], and 127.0.0.1.10000 > with Flags [R.]',
    },
    { run: 'nc -v 127.0.0.1 10000', see: 'Connection refused' },
    { run: 'tcpdump -ni lo "tcp dst port 10000"', see: 'only what the client sends' },
  ],
  mutants: [exchanged('ports'), flagSeenAs('SYN', 'PSH'), segmentsUnseen('SYN'), connectReports('ETIMEDOUT')],

  experiment: scenario(lan(['sender', 'receiver'], { ipv6: true }), async ({ sender, receiver }, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const to = kind.at(receiver, tools.port())
      const view = (segments: readonly SeenPacket[]) =>
        segments.map(({ direction, flags, sourcePort, destinationPort }) => ({
          by: direction === 'out' ? 'sender' : 'receiver',
          side: sourcePort === to.port ? 'source' : destinationPort === to.port ? 'destination' : 'neither',
          flags,
        }))
      tools.say('nobody listens')
      const refusal = await (await sender.open(kind)).tryConnect(to)
      const refused = view(sender.wire.tcp(to.port))

      tools.say('the receiver listens')
      const ends = await connected(sender, to, await receiver.listener(to.port, { kind }))
      await ends.client.send('hello')
      await ends.server.recv(100)
      await ends.server.send('HELLO')
      await ends.client.recv(100)
      const all = view(sender.wire.tcp(to.port))
      return {
        refusal: refusal.errno,
        refused,
        opening: all.slice(refused.length, refused.length + 2),
        sides: [...new Set(all.map(({ by, side }) => `${by}: ${side}`))].toSorted(),
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ refusal, refused, opening, sides }) => [
      trueWhen(
        'it comes to the ports',
        equal(sides, ['receiver: source', 'sender: destination'], 'on which side the port stands, of all segments'),
      ),
      butNot(
        'it comes to the SYN: the sender sends it, whether or not the receiver listens',
        equal(
          refused,
          [
            { by: 'sender', side: 'destination', flags: 'SYN' },
            { by: 'receiver', side: 'source', flags: 'RST, ACK' },
          ],
          'the segments where nobody listens',
        ),
        equal(refusal, 'ECONNREFUSED', 'what connect() reports then'),
        equal(
          opening,
          [
            { by: 'sender', side: 'destination', flags: 'SYN' },
            { by: 'receiver', side: 'source', flags: 'SYN, ACK' },
          ],
          'the first segments where the receiver listens',
        ),
      ),
    ]),
})
