import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ResultRecord } from '../evidence/schema.ts'

/** A clock that all processes of a machine share, that nobody sets and that stands still while the machine sleeps. */
export function milliseconds(): number {
  return Number(process.hrtime.bigint() / 1_000_000n)
}

/** What a worker is at. */
export interface Begun {
  readonly file: string
  readonly worker: number
  /** On the clock of {@link milliseconds}. */
  readonly since: number
  /** Whether it loads a spec or runs the claim of it. */
  readonly phase: 'loading' | 'running'
  /** What is to stand in the evidence if the worker never comes to the end of it. */
  readonly record: ResultRecord
}

/**
 * The folder through which workers hand their records to the reporter: too large for Vitest's own messages, and there
 * even when a worker stops answering.
 */
export class Spool {
  readonly folder: string

  /** @param folder one that is there */
  constructor(folder: string) {
    this.folder = folder
  }

  /** Makes the folder, among the temporary ones. Throws if that cannot be. */
  static create(): Spool {
    const folder = join(tmpdir(), `sockproof-${randomUUID()}`)
    mkdirSync(folder)
    return new Spool(folder)
  }

  /** A worker turns to something; `record` is what can be said of it if the worker never comes to the end of it. */
  begin(phase: Begun['phase'], record: ResultRecord): Begun {
    const file = join(this.folder, `${randomUUID()}.begun.json`)
    const begun: Begun = { file, worker: process.pid, since: milliseconds(), phase, record }
    write(file, begun)
    return begun
  }

  /** A worker came to the end of a claim; gives the file that the record is in. */
  leave(record: ResultRecord): string {
    const file = join(this.folder, `${randomUUID()}.record.json`)
    write(file, record)
    return file
  }

  /** Takes a record out. */
  take(file: string): ResultRecord {
    const record = JSON.parse(readFileSync(file, 'utf8')) as ResultRecord
    rmSync(file)
    return record
  }

  /** What workers are at. */
  begun(): readonly Begun[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.begun.json'))
      .flatMap((name) => readMarker(join(this.folder, name)))
  }

  /** Forgets what a worker was at. */
  forget({ file }: Begun): void {
    rmSync(file, { force: true })
  }

  /** Takes the folder away. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Whoever sees the file sees all of it. */
function write(file: string, value: unknown): void {
  writeFileSync(`${file}.part`, JSON.stringify(value))
  renameSync(`${file}.part`, file)
}

/** None if the worker took the marker away meanwhile. */
function readMarker(file: string): readonly Begun[] {
  try {
    return [JSON.parse(readFileSync(file, 'utf8')) as Begun]
  } catch {
    return []
  }
}
