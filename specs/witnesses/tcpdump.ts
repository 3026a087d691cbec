import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import type { Json } from '../../harness/evidence/trace-schema.ts'
import type { Host } from '../../harness/experiment/host.ts'
import { Program } from '../../harness/experiment/program.ts'
import { runTool } from '../../harness/lab/command.ts'
import { type TsharkPacket, tshark } from '../../harness/wire/testing/tshark.ts'
import { MissingTool } from './tools.ts'
import { type RunSeen, type Witness, type WitnessParts, witness } from './witness.ts'

/** What tshark is asked for of each packet, besides what a witness asks for. */
const FIELDS = [
  ...['frame.interface_id', 'sll.pkttype', 'sll.ifindex', 'arp.dst.proto_ipv4'],
  ...['ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst', 'tcp.srcport', 'tcp.dstport', 'udp.srcport', 'udp.dstport'],
  ...['tcp.flags', 'tcp.seq', 'tcp.ack', 'tcp.len', 'tcp.window_size_value', 'tcp.seq_raw'],
]

/** A packet as tshark reads it from what tcpdump captured. */
export interface Captured {
  readonly direction: 'in' | 'out'
  /** Of TCP; else null. */
  readonly segment: string | null
  /** The first value of a field of tshark; empty if there is none. */
  readonly field: (name: string) => string
}

/** What tcpdump as second witness is made of. */
export type TcpdumpWitness<Seen extends Json, Input> = Omit<WitnessParts<Seen, Input>, 'who' | 'theirs'> & {
  /** The host on which it captures. */
  readonly host: string
  /** What tshark is asked for besides. */
  readonly fields?: readonly string[]
  /** What the packets of a run tell, in the words of ours. */
  readonly told: (packets: readonly Captured[], run: RunSeen<Seen, Input>) => Json
}
