import { makeHolding } from '../lab/held.ts'
import type { Machine } from '../lab/machine.ts'
import { type Capture, type Frame, openCapture } from '../wire/capture.ts'

type Tap = { readonly machine: Machine; readonly capture: Capture }

/** Captures on every link of a lab. The rings are emptied often enough that nothing is lost. */
export class Captures implements AsyncDisposable {
  readonly #taps: readonly Tap[]
  readonly #change: (frame: Frame) => Frame | null
  #frames = new Map<Machine, Frame[]>()
  #lostBefore = 0

  private constructor(taps: readonly Tap[], change: (frame: Frame) => Frame | null) {
    this.#taps = taps
    this.#change = change
  }

  /**
   * Begins to capture.
   *
   * @param change what a mutant makes of each frame; null for one that is not seen
   */
  static open(machines: Readonly<Record<string, Machine>>, change: (frame: Frame) => Frame | null): Captures {
    return makeHolding((held) => {
      const taps = [...firstHosts(machines)].flatMap(([machine, host]) => openTaps(machine, host))
      for (const { capture } of taps) held.use(capture)
      return new Captures(taps, change)
    })
  }

  /** Forgets what passed until now: a run begins. */
  begin(): void {
    for (const { capture } of this.#taps) capture.drain()
    this.#frames = new Map()
    this.#lostBefore = this.#lostInAll()
  }

  /** Takes what waits in the rings. */
  drain(): void {
    for (const { machine, capture } of this.#taps) {
      const frames = capture.drain()
      if (frames.length === 0) continue
      const kept = frames.map(this.#change).filter((frame) => frame !== null)
      const all = this.#frames.get(machine)
      if (all === undefined) this.#frames.set(machine, kept)
      else all.push(...kept)
    }
  }

  /** The frames of this run on one machine. Throws where there is no capture: the claim must ask for one. */
  of(machine: Machine): readonly Frame[] {
    if (!this.#taps.some((tap) => tap.machine === machine)) {
      throw new Error('There is no capture in this lab: the claim must say that it needs «packet capture».')
    }
    this.drain()
    return this.#frames.get(machine) ?? []
  }

  /** The frames of this run on all machines. */
  all(): readonly Frame[] {
    this.drain()
    return [...this.#frames.values()].flat()
  }

  /** How many frames of this run the kernel could not keep. */
  lost(): number {
    return this.#lostInAll() - this.#lostBefore
  }

  #lostInAll(): number {
    return this.#taps.reduce((sum, { capture }) => sum + capture.lost(), 0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#taps.map(({ capture }) => capture[Symbol.asyncDispose]()))
  }
}

/** Each machine once, with the first host on it, which stands for it on the packets' records. */
function firstHosts(machines: Readonly<Record<string, Machine>>): ReadonlyMap<Machine, string> {
  return new Map(
    Object.entries(machines)
      .reverse()
      .map(([host, machine]) => [machine, host]),
  )
}

function openTaps(machine: Machine, host: string): readonly Tap[] {
  const links = machine.interfaces.filter(({ link }) => link !== 'loopback')
  const tapped = links.length === 0 ? machine.interfaces : links
  return machine.within(() =>
    tapped.map(({ name, index, link }) => ({
      machine,
      capture: openCapture({ interfaceName: name, interfaceIndex: index, host, link, ownOnly: true }),
    })),
  )
}
