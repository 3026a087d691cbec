import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What tshark says of one packet: for each field that it has its values, in the order in which they occur. */
export type TsharkPacket = ReadonlyMap<string, readonly string[]>

/** Relative numbers, raw checksum states, no reassembly, and nothing read above the transport layer. */
const SETTINGS = [
  ...['-o', 'tcp.relative_sequence_numbers:TRUE'],
  ...['-o', 'tcp.desegment_tcp_streams:FALSE'],
  ...['-o', 'ip.defragment:FALSE', '-o', 'ipv6.defragment:FALSE'],
  ...['-o', 'ip.check_checksum:TRUE', '-o', 'tcp.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE'],
  ...['-d', 'tcp.port==0-65535,data', '-d', 'udp.port==0-65535,data'],
]

/** Has tshark read a pcapng file. */
export function tshark(file: Uint8Array, fields: readonly string[]): TsharkPacket[] {
  const format = ['-T', 'fields', '-E', 'separator=/t', '-E', 'occurrence=a', '-E', 'aggregator=;']
  const columns = fields.flatMap((field) => ['-e', field])
  const folder = mkdtempSync(join(tmpdir(), 'sockproof-tshark-'))
  try {
    const path = join(folder, 'frames.pcapng')
    writeFileSync(path, file)
    const lines = run(['-n', '-r', path, ...SETTINGS, ...format, ...columns])
      .split('\n')
      .slice(0, -1)
    return lines.map((line) => packetOf(fields, line.split('\t')))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function run(args: readonly string[]): string {
  const { error, status, stdout, stderr } = spawnSync('tshark', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') {
    throw new Error('The decoder is checked against tshark, which is not installed: apt-get install tshark')
  }
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`tshark ended with status ${status}: ${stderr}`)
  return stdout
}

function packetOf(fields: readonly string[], cells: readonly string[]): TsharkPacket {
  const values = fields.map((field, n) => [field, cells[n] ?? ''] as const).filter(([, cell]) => cell !== '')
  return new Map(values.map(([field, cell]) => [field, cell.split(';').map((text) => plain(field, text))]))
}

/** Numbers in decimal; newer versions of tshark write booleans in words. */
function plain(field: string, text: string): string {
  if (field.endsWith('.checksum.status')) return checksumStatus(text)
  if (text === 'True' || text === 'False') return String(Number(text === 'True'))
  return /^0x[0-9a-f]+$/.test(text) ? String(Number(text)) : text
}

/** Wireshark's `proto_checksum_vals`: 4 is a forbidden 0, 5 a partial one, which older versions call bad. */
function checksumStatus(text: string): string {
  return { 0: 'incorrect', 1: 'correct', 2: 'unknown', 3: 'absent', 4: 'incorrect', 5: 'incorrect' }[text] ?? text
}
