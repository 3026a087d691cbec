import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Json } from '../../harness/evidence/trace-schema.ts'
import { needing } from './tools.ts'
import { type RunSeen, type Witness, type WitnessParts, witness } from './witness.ts'

const runs = promisify(execFile)

/** What a C program as second witness is made of. */
export type CWitness<Seen extends Json, Input, Printed> = Omit<WitnessParts<Seen, Input>, 'who' | 'theirs'> & {
  /** Its source in `c/`, without the ending. */
  readonly program: string
  /** Its arguments. */
  readonly args?: (runs: readonly RunSeen<Seen, Input>[]) => readonly string[]
  /** The largest accept queue in its network (`net.core.somaxconn`), if not the kernel's own. */
  readonly somaxconn?: number
  /** What it printed of a run, in the words of ours; all that it printed if not given. */
  readonly told?: (printed: Printed, run: RunSeen<Seen, Input>, index: number) => Json
}

/** A witness that does the same as the claim in C, with the C library alone, in an empty network of its own. */
export function byC<Seen extends Json, Input, Printed>(parts: CWitness<Seen, Input, Printed>): Witness {
  const { program, args = () => [], somaxconn, told = (printed: Printed) => printed as Json, ...rest } = parts
  return witness({
    ...rest,
    who: 'a C program',
    theirs: async (run) => {
      const observed = await run()
      const printed: Printed = JSON.parse(await printedBy(program, args(observed), somaxconn))
      return { runs: observed, found: observed.map((one, index) => told(printed, one, index)) }
    },
  })
}

async function printedBy(program: string, args: readonly string[], somaxconn?: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sockproof-witness-'))
  try {
    const file = join(folder, program)
    const source = join(import.meta.dirname, 'c', `${program}.c`)
    await needing(
      'gcc',
      'gcc libc6-dev',
      runs('gcc', ['-std=gnu11', '-Wall', '-Wextra', '-Werror', '-o', file, source]),
    )
    const limit = somaxconn === undefined ? '' : `echo ${somaxconn} > /proc/sys/net/core/somaxconn && `
    const start = `ip link set lo up && ${limit}exec "$0" "$@"`
    const started = runs('unshare', ['--net', 'sh', '-c', start, file, ...args], { timeout: 20_000 })
    return (await needing('unshare', 'util-linux', started)).stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}
