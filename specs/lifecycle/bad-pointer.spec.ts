import {
  claim,
  connected,
  equal,
  type Host,
  loopback,
  man,
  ofEachKind,
  overKinds,
  posix,
  type Socket,
  type SocketKind,
  scenario,
  TCP_KINDS,
  type Tools,
  textOf,
  UDP_KINDS,
} from '../../harness/index.ts'
import {
  failedRecvKeepsTheDatagram,
  failedRecvTakesBytes,
  nullPointerSendsZeros,
  pointersAreCheckedFirst,
} from '../../harness/sockets/mutants/descriptors/pointers.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'

export default claim({
  says: 'send() and recv() with a null pointer as buffer fail with EFAULT, unless they need not touch it. A stream loses nothing by that; a datagram that recv() cannot store is lost.',
  level: 'platform',
  reading: 'holds',
  behaviours: [6],
  sources: [posix('recv'), man('send', 2, 'ERRORS'), man('recv', 2, 'ERRORS'), man('errno', 3, 'DESCRIPTION')],
  why:
    'The kernel copies between the program’s memory and its own, and finds out that an address is no good when it tries. ' +
    'Nothing else is checked beforehand: with no bytes to copy, or none there to read, the pointer does not matter. ' +
    'TCP takes bytes from its queue only once they are copied, so a later recv() gives them. UDP takes the datagram ' +
    'from its queue first, and one that could not be copied is thrown away. POSIX leaves bad pointers undefined: there the ' +
    'program may just as well crash.',
  method: [
    'On a connected pair of sockets of each kind send() is called with a null pointer, for five bytes and for none, and then in order.',
    'On another pair recv() is called with a null pointer while nothing is there, and again when five bytes have arrived.',
    'Five more bytes are sent, and what the next recv() gives is compared.',
  ],
  byHand: [
    {
      run: 'python3 -c "import ctypes, os, socket; a, b = socket.socketpair(); c = ctypes.CDLL(None, use_errno=True); print(c.send(a.fileno(), None, 5, 0), os.strerror(ctypes.get_errno()))"',
      see: '-1 Bad address',
    },
  ],
  mutants: [
    reportsInstead('send', 'EFAULT', 'EINVAL'),
    reportsInstead('recv', 'EFAULT', 'EINVAL'),
    pointersAreCheckedFirst,
    nullPointerSendsZeros,
    failedRecvTakesBytes,
    failedRecvKeepsTheDatagram,
  ],

  experiment: scenario(loopback(['near', 'far'], { needs: ['IPv6'] }), ({ near, far }, tools) =>
    overKinds([...TCP_KINDS, ...UDP_KINDS], tools, async (kind) => {
      const sending = await pair(kind, near, far, tools.port())
      const send = {
        five: (await sending.near.trySend('12345', [], NULL)).errno,
        none: (await sending.near.trySend('', [], NULL)).errno,
      }
      await sending.near.send('end')
      const arrived = await untilTheEnd(sending.far, tools)

      const { near: sender, far: receiver } = await pair(kind, near, far, tools.port())
      const nothingThere = (await receiver.tryRecv(5, ['MSG_DONTWAIT'], NULL)).errno
      await sender.send('lost?')
      await tools.until(
        'the bytes to arrive',
        () => receiver.control('FIONREAD'),
        (unread) => unread === 5,
      )
      const recv = (await tools.answered(receiver.tryRecv(5, [], NULL))).errno
      await sender.send('again')
      const next = textOf(await tools.answered(receiver.tryRecv(5)))
      return { send, arrived, nothingThere, recv, next }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ send, arrived, nothingThere, recv, next }, name) => {
      const isTcp = name.startsWith('TCP')
      return [
        equal(send.five, 'EFAULT', 'send() of five bytes at the null pointer'),
        equal(send.none, null, 'error of send() of no bytes at the null pointer'),
        equal(arrived, isTcp ? ['end'] : ['', 'end'], 'what arrives: of UDP the empty datagram, and what is sent next'),
        equal(nothingThere, 'EAGAIN', 'recv() to the null pointer while nothing is there'),
        equal(recv, 'EFAULT', 'recv() to the null pointer when «lost?» has arrived'),
        equal(next, isTcp ? 'lost?' : 'again', 'what the next recv() gives'),
      ]
    }),
})

const NULL = { nullPointer: true } as const

/** Two connected sockets of a kind. */
async function pair(kind: SocketKind, near: Host, far: Host, port: number): Promise<{ near: Socket; far: Socket }> {
  const address = kind.at(far, port)
  if (kind.transport === 'TCP') {
    const { client, server } = await connected(near, address, await far.listener(port, { kind }))
    return { near: client, far: server }
  }
  const ends = { near: await near.open(kind, { label: 'near' }), far: await far.open(kind, { label: 'far' }) }
  await ends.far.bind(address)
  await ends.near.connect(address)
  return ends
}

/** What a socket receives up to and with «end». */
async function untilTheEnd(socket: Socket, { answered }: Tools): Promise<string[]> {
  const texts: string[] = []
  while (!(texts.at(-1) ?? '').endsWith('end')) {
    const { value, errno } = await answered(socket.tryRecv(20))
    if (errno !== null) return [...texts, errno]
    texts.push(Buffer.from(value).toString())
  }
  return texts
}
