import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { ResultRecord } from '../evidence/schema.ts'

const marker = z.object({ claim: z.string(), worker: z.number().int(), since: z.number() })

/** A claim that a worker began and has not ended. */
export type Begun = z.infer<typeof marker>

/**
 * The folder through which workers hand their records to the reporter: too large for Vitest's own messages, and there
 * even when a worker stops answering.
 */
export class Spool {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
    mkdirSync(folder, { recursive: true })
  }

  /** A worker begins a claim. */
  begin(claim: string): void {
    const begun: Begun = { claim, worker: process.pid, since: Date.now() }
    writeFileSync(this.#marker(process.pid), JSON.stringify(begun))
  }

  /** A worker ended a claim; gives the file that the record is in. */
  leave(record: ResultRecord): string {
    const file = join(this.#folder, `${randomUUID()}.record.json`)
    writeFileSync(file, JSON.stringify(record))
    rmSync(this.#marker(process.pid), { force: true })
    return file
  }

  /** Takes a record out. */
  take(file: string): ResultRecord {
    const record = JSON.parse(readFileSync(file, 'utf8')) as ResultRecord
    rmSync(file)
    return record
  }

  /** The claims that workers began and have not ended. */
  begun(): readonly Begun[] {
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith('.begun.json'))
      .flatMap((name) => this.#readMarker(join(this.#folder, name)))
  }

  /** Forgets what a worker had begun. */
  forget({ worker }: Begun): void {
    rmSync(this.#marker(worker), { force: true })
  }

  /** Takes the folder away. */
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #marker(worker: number): string {
    return join(this.#folder, `${worker}.begun.json`)
  }

  /** A marker may vanish or be half written while it is read; then the next look sees it. */
  #readMarker(file: string): readonly Begun[] {
    try {
      return [marker.parse(JSON.parse(readFileSync(file, 'utf8')))]
    } catch {
      return []
    }
  }
}
