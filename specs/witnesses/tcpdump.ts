import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import type { Host } from '../../harness/experiment/host.ts'
import { Program } from '../../harness/experiment/program.ts'
import { runTool } from '../../harness/lab/command.ts'
import { type TsharkPacket, tshark } from '../../harness/wire/testing/tshark.ts'
import { MissingTool } from './tools.ts'

/** What tshark is asked for of each packet, besides what a witness asks for. */
const FIELDS = [
  ...['eth.src', 'sll.pkttype', 'arp.dst.proto_ipv4', 'udp.length'],
  ...['tcp.flags', 'tcp.seq', 'tcp.ack', 'tcp.len', 'tcp.window_size_value'],
]

/**
 * Each packet at once, 2000 bytes of it, into a ring of 8 MiB (`-B` is in KiB): of a ring of the usual size the usual
 * 256 KiB for each packet leave room for eight.
 */
const RING = ['--immediate-mode', '-s', '2000', '-B', '8192']

/** Of the packets that cooked capture calls so: sent by this host (packet(7), PACKET_OUTGOING). */
const OUTGOING = '4'

/** From the lowest bit on (RFC 9293 section 3.1). */
const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR']

/** A packet as tshark reads it from what tcpdump captured. */
export interface Captured {
  readonly direction: 'in' | 'out'
  /** Of TCP, for example `SYN, ACK`; else empty. */
  readonly flags: string
  /** The first value of a field of tshark; empty if there is none. */
  readonly field: (name: string) => string
}

/** How long tcpdump may take to begin, and to write what it has captured, in milliseconds. */
const PATIENCE = 20_000

/** tcpdump at work on a host of a lab, from when it listens until it is told to stop. */
export class Tcpdump implements AsyncDisposable {
  readonly #host: Host
  readonly #last: string
  readonly #folder = mkdtempSync(join(tmpdir(), 'sockproof-tcpdump-'))
  readonly #program: Program
  readonly #said: string[] = []

  private constructor(host: Host, link: string, run: number) {
    this.#host = host
    this.#last = lastAddress(host, run)
    const args = ['-n', '-i', link, '-U', '-Z', 'root', ...RING, '-w', this.#file]
    this.#program = host.within(() => Program.start('tcpdump', args, (line) => this.#said.push(line)))
  }

  /**
   * Starts it.
   *
   * @param link an interface of the host, or `any`
   * @param run which run in this lab this is, from 0
   */
  static async on(host: Host, link: string, run: number): Promise<Tcpdump> {
    const tcpdump = new Tcpdump(host, link, run)
    try {
      await tcpdump.#until('listens', () => tcpdump.#said.some((line) => line.includes('listening on')))
      return tcpdump
    } catch (error) {
      await tcpdump[Symbol.asyncDispose]()
      throw error
    }
  }

  get #file(): string {
    return join(this.#folder, 'captured.pcap')
  }

  /**
   * Stops it, and has tshark read what passed until now. A question for an address that nobody has shows that everything
   * before it has been written: tcpdump writes in order.
   *
   * @param fields what tshark is asked for besides
   */
  async packets(fields: readonly string[] = []): Promise<readonly Captured[]> {
    const last = this.#last
    this.#host.within(() => runTool('bash', ['-c', `echo > /dev/udp/${last}/9`]))
    const bytes = Buffer.from(last.split('.').map(Number))
    await this.#until(`captures the question for ${last}`, () => readFileSync(this.#file).includes(bytes))
    this.#program.signal('SIGINT')
    await this.#program.ended()
    const lost = this.#said.find((line) => / packets? dropped /.test(line) && !line.startsWith('0 '))
    if (lost !== undefined) throw new Error(`tcpdump on host ${this.#host.name} could not keep all packets: ${lost}.`)
    const all = tshark(readFileSync(this.#file), [...new Set([...FIELDS, ...fields])])
    const end = all.findIndex((packet) => packet.get('arp.dst.proto_ipv4')?.includes(last))
    return all.slice(0, end).map((packet) => captured(packet, this.#host))
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    const start = performance.now()
    while (!isSo()) {
      const said = this.#said.join('\n')
      if (performance.now() - start > PATIENCE) {
        throw new Error(
          `Waited ${PATIENCE / 1000} s until tcpdump on host ${this.#host.name} ${what}; it said: ${said}`,
        )
      }
      if (this.#program.end !== null) {
        if (/No such file|not found/.test(said)) throw new MissingTool('tcpdump', 'tcpdump', said)
        throw new Error(`tcpdump on host ${this.#host.name} has ended: ${said}`)
      }
      await after(2)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]()
    rmSync(this.#folder, { recursive: true })
  }
}

/**
 * An address on the network of a host that nobody has and no claim asks for, and no other run either: whoever asks for
 * an address that does not answer asks again after a second, and not at all when somebody else asks for it meanwhile.
 */
export function lastAddress({ ip }: Host, run: number): string {
  if (run >= 4) throw new Error('There are addresses for four runs with tcpdump in a lab.')
  return ip.replace(/\.\d+$/, `.${254 - run}`)
}

function captured(packet: TsharkPacket, { hardwareAddress }: Host): Captured {
  const field = (name: string): string => packet.get(name)?.[0] ?? ''
  const isOut = field('sll.pkttype') === '' ? field('eth.src') === hardwareAddress : field('sll.pkttype') === OUTGOING
  const bits = Number(field('tcp.flags'))
  return {
    direction: isOut ? 'out' : 'in',
    flags: FLAGS.filter((_, bit) => (bits & (1 << bit)) !== 0).join(', '),
    field,
  }
}
