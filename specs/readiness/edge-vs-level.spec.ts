import {
  claim,
  Epoll,
  equal,
  loopback,
  man,
  ofEachKind,
  overKinds,
  type Socket,
  scenario,
  senderAndReceiver,
  TCP_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import {
  edgeIsLevel,
  edgeIsOneShot,
  edgeTellsAfterRecv,
  epollTellsForEver,
  levelIsEdge,
} from '../../harness/sockets/mutants/readiness/epoll.ts'

export default claim({
  says: 'Level-triggered epoll keeps telling that a socket is readable while something is unread; edge-triggered epoll (EPOLLET) tells it once, and again only when new data comes.',
  level: 'platform',
  reading: 'holds',
  sources: [
    man('epoll', 7, 'Level-triggered and edge-triggered'),
    man('epoll_ctl', 2, 'EPOLLET'),
    man('epoll_wait', 2),
  ],
  behaviours: [79],
  why:
    'Each arrival puts the socket on the epoll’s ready list. epoll_wait() takes it off, looks whether it is readable, and ' +
    'tells; a level-triggered one is put back at once, so that the next epoll_wait() looks again. An edge-triggered one ' +
    'stays off the list until something new arrives, however much is unread. So a program that uses EPOLLET must read ' +
    'until EAGAIN each time; what it leaves it may never be told of again.',
  method: [
    'Two epolls watch one socket, one of them with EPOLLET; each is asked again and again without waiting.',
    'They are asked when «ab» has come, twice; when recv() has taken «a»; when «cd» has come; and when all is read.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket, select; a, b = socket.socketpair(); L, E = select.epoll(), select.epoll(); L.register(b, select.EPOLLIN); E.register(b, select.EPOLLIN | select.EPOLLET); a.send(b'ab'); ask = lambda: print(L.poll(0), E.poll(0)); ask(); ask(); b.recv(1); ask(); a.send(b'cd'); ask()"`,
      see: 'the first list is never empty; the second is not in lines 1 and 4',
    },
  ],
  mutants: [edgeIsLevel, levelIsEdge, edgeIsOneShot, edgeTellsAfterRecv, epollTellsForEver],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6'] }), async ({ client, server }, tools) =>
    overKinds([...TCP_KINDS, ...UDP_KINDS], tools, async (kind) => {
      const { sender, receiver } = await senderAndReceiver(client, server, { kind, port: tools.port() })
      const [level, edge] = [await Epoll.open(server), await Epoll.open(server)]
      await level.add(receiver, ['EPOLLIN'])
      await edge.add(receiver, ['EPOLLIN', 'EPOLLET'])
      const ask = async () => {
        const [byLevel, byEdge] = [await level.wait(), await edge.wait()]
        return { level: byLevel.length > 0, edge: byEdge.length > 0 }
      }
      /** Sends, and asks until both have told of it, or waiting is over; each need tell only once for that. */
      const askWhenItComes = async (text: string) => {
        await sender.send(text)
        const told = { level: false, edge: false }
        return tools.eventually(
          async () => {
            const now = await ask()
            told.level ||= now.level
            told.edge ||= now.edge
            return { ...told }
          },
          (both) => both.level && both.edge,
        )
      }
      return {
        come: await askWhenItComes('ab'),
        again: await ask(),
        partRead: await take(receiver, kind.transport === 'TCP' ? 1 : 0).then(ask),
        moreCome: await askWhenItComes('cd'),
        moreAgain: await ask(),
        allRead: await take(receiver, 10, 2).then(ask),
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ come, again, partRead, moreCome, moreAgain, allRead }) => [
      equal(come, { level: true, edge: true }, 'told when «ab» has come'),
      equal(again, { level: true, edge: false }, 'told when asked again'),
      equal(partRead, { level: true, edge: false }, 'told when not all of it was read'),
      equal(moreCome, { level: true, edge: true }, 'told when «cd» has come'),
      equal(moreAgain, { level: true, edge: false }, 'told when asked again'),
      equal(allRead, { level: false, edge: false }, 'told when everything was read'),
    ]),
})

/** Takes so many bytes, without waiting, in one call or more; 0 takes nothing, as it would a whole datagram. */
async function take(receiver: Socket, bytes: number, calls = 1): Promise<void> {
  for (let call = 1; bytes > 0 && call <= calls; call += 1) await receiver.tryRecv(bytes, ['MSG_DONTWAIT'])
}
