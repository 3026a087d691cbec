import { pythonWith } from '../../harness/experiment/mutants/python.ts'
import {
  ask,
  butNot,
  claim,
  equal,
  lan,
  man,
  material,
  posix,
  python,
  type Socket,
  scenario,
  textOrEnd,
  trueWhen,
} from '../../harness/index.ts'
import { endOfFileReadsAs } from '../../harness/sockets/mutants/close/end-of-file.ts'

/** So many sockets are connected at each step. */
const SOCKETS = 5

/** Does what it is told, and prints how many more descriptors it has than before, and how many warnings there were. */
const PROGRAM = `
import gc, os, socket, sys, warnings
at, kept, warned = (sys.argv[1], int(sys.argv[2])), [], []
gc.disable()
warnings.simplefilter('always')
warnings.showwarning = lambda text, category, *place: warned.append(category)

def connect():
    s = socket.socket()
    s.connect(at)
    return s

def close():
    connect().close()

def forget():
    s = connect()

def keep():
    kept.append(connect())

def clear():
    kept.clear()

class Client:
    pass

def tie():
    client = Client()
    client.socket, client.itself = connect(), client

def descriptors():
    return len(os.listdir('/proc/self/fd'))

before = descriptors()
for line in sys.stdin:
    step, times = line.split()
    warned.clear()
    for _ in range(int(times)):
        {'close': close, 'forget': forget, 'keep': keep, 'clear': clear, 'tie': tie, 'collect': gc.collect}[step]()
    print(descriptors() - before, sum(issubclass(category, ResourceWarning) for category in warned), flush=True)
`

export default claim({
  says: 'A Python program that does not close its sockets leaks them.',
  level: 'platform',
  reading: 'qualified',
  sources: [
    material(
      'B',
      'sockets that are not closed after use leak, until resources run out; the right way ends with close()',
    ),
    python('library/socket', 'socket.socket.close'),
    python('library/exceptions', 'ResourceWarning'),
    python('reference/datamodel', 'objects-values-and-types'),
    posix('close'),
    posix('_exit'),
    man('close', 2, 'DESCRIPTION'),
    man('proc_pid_fd', 5),
  ],
  why:
    'CPython counts the references to each object. When the last one goes, for example because a function returns, the ' +
    'socket object closes its descriptor, with a ResourceWarning that is not shown unless asked for (-W default). So ' +
    'what leaks is what something still refers to: a list, a cache, or a ring of objects that refer to each other, which ' +
    'only the garbage collector finds, some time later. Other Pythons, such as PyPy, leave every socket to their ' +
    'collector; close(), or a with statement, is right in all. When the program ends, the kernel closes the rest.',
  method: [
    'A Python program connects five sockets at a time. It closes them; it lets them go out of scope; it keeps them in a list, and clears the list.',
    'It makes five objects that refer to a socket and to themselves, lets them go out of scope with the collector switched off, and then runs the collector.',
    'It keeps five more and ends.',
    'At each step its descriptors (/proc/self/fd), its warnings, the TCP sockets of its host (/proc/net/sockstat) and what the server’s recv() gives are observed.',
  ],
  byHand: [
    {
      run: `python3 -W default -c "import os, socket; socket.socket(); print(os.listdir('/proc/self/fd'))"`,
      see: 'ResourceWarning: unclosed <socket.socket fd=3, …>; the descriptor 3 in the list is that of the folder read',
    },
    {
      run: `python3 -W default -c "import os, socket; l = [socket.socket() for _ in range(5)]; print(os.listdir('/proc/self/fd'))"`,
      see: 'five descriptors more',
    },
    { run: 'cat /proc/net/sockstat', see: 'TCP: inuse, of all programs in this network namespace' },
  ],
  mutants: [
    pythonWith(
      'python-does-not-count-references',
      'a socket that goes out of scope stays open',
      `
import socket
made, all_of_them = socket.socket.__init__, []
def remembered(self, *args, **named):
    made(self, *args, **named)
    all_of_them.append(self)
socket.socket.__init__ = remembered
`,
    ),
    pythonWith(
      'python-has-one-socket',
      'a new socket closes the last one',
      `
import socket
made, last = socket.socket.__init__, []
def replacing(self, *args, **named):
    if last: last.pop().close()
    made(self, *args, **named)
    last.append(self)
socket.socket.__init__ = replacing
`,
    ),
    pythonWith(
      'python-does-not-warn',
      'no ResourceWarning tells of an unclosed socket',
      'import warnings; warnings.simplefilter = lambda action: None',
    ),
    pythonWith(
      'python-collects-at-once',
      'objects that refer to each other are collected as they go out of scope',
      `
import gc, os
listdir = os.listdir
def collecting(path):
    gc.collect()
    return listdir(path)
os.listdir = collecting
`,
    ),
    pythonWith('python-does-not-collect', 'the collector leaves sockets open', 'import gc; gc.collect = lambda: 0'),
    endOfFileReadsAs('ECONNRESET'),
  ],

  experiment: scenario(lan(['client', 'server'], { needs: ['python3'] }), async ({ client, server }, tools) => {
    const at = server.at(tools.port())
    const listener = await server.listener(at.port)
    const before = client.sockstat('TCP.inuse')
    const sockets = () => client.sockstat('TCP.inuse') - before
    const program = client.start('python3', ['-c', PROGRAM, at.address, String(at.port)])
    let peers: Socket[] = []

    /** Has the program do something so many times, and counts what it has then; `connects` says that each is a connection. */
    const observe = async (step: string, { times = 1, connects = false } = {}): Promise<Seen> => {
      tools.say(step)
      const printed = await ask(program, `${step} ${times}`, tools)
      const [descriptors = null, warnings = null] = printed?.split(' ').map(Number) ?? []
      if (connects) peers = await acceptAll(listener, times)
      const used = await tools.eventually(sockets, (number) => number === descriptors)
      const given = await Promise.all(peers.map((peer) => peer.tryRecv(1, ['MSG_DONTWAIT'])))
      return { descriptors, warnings, sockets: used, peers: given.map(textOrEnd) }
    }
    const five = { times: SOCKETS, connects: true }
    const closed = await observe('close', five)
    const forgotten = await observe('forget', five)
    const kept = await observe('keep', five)
    const cleared = await observe('clear')
    const tied = await observe('tie', five)
    const collected = await observe('collect')
    const keptToTheEnd = await observe('keep', five)
    tools.say('the program ends')
    program.signal('SIGTERM')
    await program.ended()
    const left = await tools.eventually(sockets, (number) => number === 0)
    return { closed, forgotten, kept, cleared, tied, collected, keptToTheEnd, left }
  }),

  judge: ({ closed, forgotten, kept, cleared, tied, collected, keptToTheEnd, left }) => [
    trueWhen(
      'something still refers to the socket',
      equal(kept, LEAKING, 'five sockets in a list'),
      equal(tied, LEAKING, 'five sockets of objects that refer to themselves'),
      equal(keptToTheEnd, LEAKING, 'five sockets in a list again'),
    ),
    butNot(
      'it goes out of scope',
      equal(forgotten, gone(SOCKETS), 'five sockets of a function that has returned'),
      equal(cleared, gone(SOCKETS), 'the five sockets of the list that has been cleared'),
    ),
    butNot(
      'the collector has run',
      equal(collected, gone(SOCKETS), 'the five sockets of the objects that refer to themselves'),
    ),
    butNot('the program has ended', equal(left, 0, 'TCP sockets that its host has more than before')),
    equal(closed, gone(0), 'for comparison: five sockets that were closed'),
  ],
})

type Seen = {
  /** Descriptors of the program, more than before. */
  descriptors: number | null
  /** How many ResourceWarnings the step gave. */
  warnings: number | null
  /** TCP sockets of its host, more than before. */
  sockets: number
  /** What the server’s recv() gives on each of the five connections. */
  peers: string[]
}

/** What is seen of five sockets that are open. */
const LEAKING: Seen = { descriptors: SOCKETS, warnings: 0, sockets: SOCKETS, peers: Array(SOCKETS).fill('EAGAIN') }

/** What is seen of five sockets that have been closed. */
function gone(warnings: number): Seen {
  return { descriptors: 0, warnings, sockets: 0, peers: Array(SOCKETS).fill('end-of-file') }
}

async function acceptAll(listener: Socket, times: number): Promise<Socket[]> {
  const accepted: Socket[] = []
  for (let count = 0; count < times; count += 1) accepted.push(await listener.accept())
  return accepted
}
