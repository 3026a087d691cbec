import type { Trace } from '../../harness/evidence/trace-schema.ts'
import type { Journey } from '../packets/journey.ts'
import { endText, type PacketEnd, type PacketView } from '../packets/view.ts'
import { type LabHost, linksOf } from './columns.ts'
import type { Column } from './model.ts'
import { Owners } from './owners.ts'

/** Finds the columns between which packets go. On a loopback interface the ports tell which program it was. */
export class Places {
  readonly #columns: Column[]
  readonly #hosts: readonly LabHost[]
  readonly #owners: Owners

  constructor(columns: readonly Column[], hosts: readonly LabHost[], trace: Trace) {
    this.#columns = [...columns]
    this.#hosts = hosts
    this.#owners = new Owners(trace)
  }

  /** The columns, with one more for nobody if a packet had to do with an address where no socket is. */
  get columns(): readonly Column[] {
    return this.#columns
  }

  /** The index of a column; undefined if there is none of that name. */
  index(name: string): number | undefined {
    const index = this.#columns.findIndex((column) => column.name === name)
    return index < 0 ? undefined : index
  }

  /** From where to where a packet goes; null where that is no column. */
  ends({ view, left, entered }: Journey): { from: number | null; to: number | null } {
    const { source, destination } = view
    if (view.event.interface === 'lo' && source !== null && destination !== null) {
      return {
        from: this.#onLoopback(source, destination, view),
        to: this.#onLoopback(destination, source, view),
      }
    }
    return {
      from: left === null ? this.#onLink(source, view) : (this.index(left.event.host) ?? null),
      to:
        entered === null || entered === left
          ? this.#onLink(destination, view)
          : (this.index(entered.event.host) ?? null),
    }
  }

  #onLoopback(end: PacketEnd, other: PacketEnd, { event }: PacketView): number {
    const owner = this.#owners.owner(end, other)
    const known = owner === null ? undefined : this.index(owner)
    if (known !== undefined) return known
    const host = this.index(event.host)
    const isProgram = host === undefined || this.#columns[host]?.role === 'program'
    return isProgram ? this.#nobody(endText(end)) : host
  }

  /** The column of an address on the link of a packet, or else of the router there. */
  #onLink(end: PacketEnd | null, { event }: PacketView): number | null {
    const onLink = this.#hosts.filter((host) => host.addresses.some(({ link }) => link === event.link))
    const owner = onLink.find((host) => host.addresses.some(({ address }) => address === end?.address))
    const router = onLink.find((host) => linksOf(host).length > 1 && host.name !== event.host)
    const found = owner ?? router
    return found === undefined ? null : (this.index(found.name) ?? null)
  }

  #nobody(address: string): number {
    const index = this.#columns.findIndex(({ role }) => role === 'nobody')
    const column = this.#columns[index]
    if (column === undefined) return this.#columns.push({ name: 'nobody', role: 'nobody', addresses: [address] }) - 1
    if (!column.addresses.includes(address)) {
      this.#columns[index] = { ...column, addresses: [...column.addresses, address] }
    }
    return index
  }
}
