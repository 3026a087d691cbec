import { setTimeout as delay } from 'node:timers/promises'
import type { Mutant } from '../claim/mutant.ts'
import type { CounterChange, LabDescription } from '../evidence/schema.ts'
import type { Json, Trace as TraceRecord } from '../evidence/trace-schema.ts'
import type { Lab, Machine } from '../lab/machine.ts'
import type { LabPlan } from '../lab/plan.ts'
import { readConntrack } from '../lab/state/conntrack.ts'
import { type Counters, readCounters } from '../lab/state/counters.ts'
import { NotOffered } from '../not-offered.ts'
import { startClock } from '../sockets/libc/clock.ts'
import type { MachineStack } from '../sockets/machine-stack.ts'
import { Captures } from './captures.ts'
import type { Hosts } from './experiment.ts'
import { Forgers } from './forger.ts'
import { Host } from './host.ts'
import type { Patience } from './patience.ts'
import { type DescriptorSerials, SocketSerials } from './socket-serials.ts'
import type { Stacks } from './stacks.ts'
import type { Tools } from './tools.ts'
import { Trace } from './trace.ts'
import { traced } from './traced-stack.ts'
import { WireView } from './wire-view.ts'

/** What a stage is made of. */
export interface StageParts {
  readonly plan: LabPlan
  readonly lab: Lab
  readonly stacks: Stacks
  readonly mutant: Mutant | null
  readonly patience: Patience
  /** Aborted when the claim's time is over. */
  readonly signal: AbortSignal
}

/** What came of one run: what was seen, or the error that kept it from being seen. */
export type Performance = { readonly trace: TraceRecord } & (
  | { readonly error: null; readonly seen: Json }
  | { readonly error: unknown; readonly seen: null }
)

function abortOf(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  // Nobody may be listening when it comes.
  aborted.catch(() => {})
  return aborted
}

async function settled(running: Promise<Json>): Promise<{ error: null; seen: Json } | { error: unknown; seen: null }> {
  try {
    return { error: null, seen: await running }
  } catch (error) {
    return { error: error ?? new Error('The experiment threw nothing.'), seen: null }
  }
}

/** A lab that stands, with captures on its links, on which an experiment runs once or more. */
export class Stage implements AsyncDisposable {
  readonly #parts: StageParts
  readonly #captures: Captures
  readonly #forgers: Forgers
  readonly #countersBefore: ReadonlyMap<Machine, Counters>
  /** Rejects when the claim's time is over, whatever an experiment is waiting for. */
  readonly #aborted: Promise<never>
  /** Told of each line that an agent writes to standard error while an experiment runs. */
  #print: (host: string, line: string) => void = () => {}

  constructor(parts: StageParts) {
    this.#parts = parts
    this.#captures = Captures.open(parts.lab.machines, parts.mutant?.frame ?? ((frame) => frame))
    this.#forgers = new Forgers(parts.lab.machines, () => this.#captures.drain())
    this.#countersBefore = this.#counters()
    this.#aborted = abortOf(parts.signal)
    parts.lab.carrier?.start(() => this.#captures.drain())
  }

  /** Notes what an agent of a host wrote to standard error. */
  print(host: string, line: string): void {
    this.#print(host, line)
  }

  /** The lab as it was built. */
  describe(): LabDescription {
    return this.#parts.lab.describe()
  }

  /** Runs an experiment once: with a timeline and sockets of its own, all of which are closed when it ends. */
  async perform(run: (hosts: Hosts, tools: Tools) => Promise<Json>): Promise<Performance> {
    const { carrier } = this.#parts.lab
    const trace = new Trace(startClock(), () => this.#captures.drain())
    carrier?.begin((says) => trace.fact(null, 'experiment', says))
    this.#captures.begin()
    this.#forgers.begin()
    const serials = new SocketSerials()
    const hosts = this.#hosts(trace, serials)
    this.#print = (host, line) => trace.fact(host, 'program', line)
    const ended = await settled(
      Promise.race([run(hosts, this.#tools(trace)), this.#aborted, this.#parts.stacks.broken]),
    )
    this.#print = () => {}
    trace.frames(this.#captures.all())
    const record = trace.record(serials, this.#captures.lost() + (carrier?.end() ?? 0))
    await this.#close(Object.values(hosts))
    return { ...ended, trace: record }
  }

  #tools(trace: Trace): Tools {
    const {
      patience,
      stacks,
      lab: { carrier },
    } = this.#parts
    return {
      until: patience.until.bind(patience),
      eventually: patience.eventually.bind(patience),
      answered: patience.answered.bind(patience),
      say: (text) => trace.fact(null, 'experiment', text),
      port: this.#parts.lab.nextPort,
      hasIpv6: Object.values<Machine>(this.#parts.lab.machines).every(
        (machine) => stacks.of(machine).hasIpv6 && machine.addresses.some(({ family }) => family === 'AF_INET6'),
      ),
      get link() {
        if (carrier === null) throw new Error('The link of this lab is not «carried», so it cannot be steered.')
        return carrier.link
      },
    }
  }

  /** Counters that changed since the stage was set. */
  counterChanges(): readonly CounterChange[] {
    const after = this.#counters()
    return Object.entries(this.#parts.lab.machines).flatMap(([host, machine]) => {
      if (!hasCountersOfItsOwn(machine)) return []
      const before = this.#countersBefore.get(machine)
      return [...(after.get(machine) ?? [])]
        .map(([counter, value]) => ({ host, counter, before: before?.get(counter) ?? 0, after: value }))
        .filter((change) => change.before !== change.after)
    })
  }

  #counters(): ReadonlyMap<Machine, Counters> {
    const machines = new Set(Object.values<Machine>(this.#parts.lab.machines).filter(hasCountersOfItsOwn))
    return new Map([...machines].map((machine) => [machine, machine.within(readCounters)]))
  }

  #hosts(trace: Trace, serials: SocketSerials): Hosts {
    const { plan, lab, stacks, mutant } = this.#parts
    const numbers = new Map<MachineStack, DescriptorSerials>()
    return Object.fromEntries(
      plan.hosts.map((name) => {
        const machine = lab.machines[name] as Machine
        const stack = stacks.of(machine)
        const { calls: real } = stack
        const serialsHere = numbers.get(stack) ?? serials.ofProcess()
        numbers.set(stack, serialsHere)
        const seen = { ...real, ...mutant?.stack?.(real, name) }
        const drained = traced(seen, real, name, trace, serialsHere)
        const wire = new WireView(() => this.#captures.of(machine))
        const conntrack = () => mutant?.conntrack?.(readConntrack()) ?? readConntrack()
        const forger = this.#forgers.of(machine)
        const rules = (loaded: string) => mutant?.rules?.(loaded) ?? loaded
        const program = (command: string, args: readonly string[]) => mutant?.program?.(command, args) ?? args
        const parts = { name, machine, stack: drained, trace, wire, conntrack, rules, forger, program }
        const { process: pid, tellsQueueLengths } = stack
        return [name, new Host({ ...parts, real, serials: serialsHere, process: pid, tellsQueueLengths })]
      }),
    )
  }

  /** Ends programs and calls that still block, then closes every socket with a reset, so that nothing reaches into the next run. */
  async #close(hosts: readonly Host[]): Promise<void> {
    const { lab, stacks } = this.#parts
    await Promise.all(hosts.map((host) => host.leave()))
    const machines = new Set(hosts.map(({ name }) => lab.machines[name] as Machine))
    const closing = [...machines].map((machine) => {
      const here = hosts.filter(({ name }) => lab.machines[name] === machine)
      const stack = stacks.of(machine)
      const closed = closeAll(stack, () => here.flatMap((host) => host.openDescriptors))
      return stack.process === process.pid ? closed : untilGivenUp(closed)
    })
    // One that can answer no more closes its sockets by its end.
    await Promise.race([Promise.all(closing), stacks.broken.catch(() => {})])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { carrier } = this.#parts.lab
    const closing = [this.#captures, this.#forgers, ...(carrier === null ? [] : [carrier])]
    await Promise.all(closing.map((each) => each[Symbol.asyncDispose]()))
    await this.#parts.stacks[Symbol.asyncDispose]()
    await this.#parts.lab[Symbol.asyncDispose]()
  }
}

function hasCountersOfItsOwn({ isPrivate, network }: Machine): boolean {
  return isPrivate && network.kind === 'kernel'
}

/** How long an agent may take to close its sockets, in milliseconds. */
const TIME_TO_CLOSE = 5_000

/** An agent may answer nothing any more, because a call of its stack never comes back: it closes its sockets by its end. */
async function untilGivenUp(closing: Promise<void>): Promise<void> {
  const timer = new AbortController()
  const givenUp = delay(TIME_TO_CLOSE, null, { signal: timer.signal }).catch(() => {})
  await Promise.race([closing, givenUp])
  timer.abort()
}

/** Closes the sockets that are open on a stack, with a reset, after ending what waits on them. */
async function closeAll({ calls, cancelBlocked }: MachineStack, open: () => readonly number[]): Promise<void> {
  const closed = new Set<number>()
  const stillOpen = (): readonly number[] => open().filter((fd) => !closed.has(fd))
  // An accept() that was under way may have given one more meanwhile.
  for (let left = stillOpen(); left.length > 0; left = stillOpen()) {
    await Promise.all(left.map((fd) => cancelBlocked(fd)))
    for (const fd of left) {
      closed.add(fd)
      await ifOffered(() => calls.setsockopt({ fd, option: 'SO_LINGER', value: { onoff: true, linger: 0 } }))
      await ifOffered(() => calls.close({ fd }))
    }
  }
}

async function ifOffered(call: () => unknown): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (!(error instanceof NotOffered)) throw error
  }
}
