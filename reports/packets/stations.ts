import type { PacketView } from './view.ts'

/** Which host has which hardware address on which link, as learned from the frames that hosts sent. */
export class Stations {
  readonly #hosts = new Map<string, string>()

  constructor(views: readonly PacketView[]) {
    for (const { event, packet } of views) {
      if (event.direction === 'out' && packet.ethernet !== null) {
        this.#hosts.set(`${event.link} ${packet.ethernet.source}`, event.host)
      }
    }
  }

  /** The host that a frame is addressed to; undefined if that host never sent, or the frame goes to many. */
  receiver({ event, packet }: PacketView): string | undefined {
    return packet.ethernet === null ? undefined : this.#hosts.get(`${event.link} ${packet.ethernet.destination}`)
  }
}
