import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HARNESS = fileURLToPath(new URL('../../../dist/harness/index.js', import.meta.url))

/** What a claim made for a test does; each is the body of an async function. */
export interface MadeClaim {
  /** Before the claim is declared. */
  readonly load?: string
  readonly run?: string
  /** Gives the conditions for `seen`. */
  readonly judge?: string
  readonly lab?: string
  readonly mutants?: string
}

/** The source of a claim that passes unless a part of it is given otherwise. */
export function claimSource({ load = '', run = 'return 1', judge, lab, mutants = '[]' }: MadeClaim = {}): string {
  return `
import { claim, equal, lan, loopback, mutant, nat, scenario } from '${HARNESS}'
${load}
export default claim({
  says: 'One is one.', level: 'must', reading: 'holds', sources: [], why: 'Because.', method: ['It is done.'],
  byHand: [{ run: 'echo 1', see: '1' }], mutants: ${mutants},
  experiment: scenario(${lab ?? "loopback(['host'])"}, async (hosts, tools) => { ${run} }),
  judge: (seen) => { ${judge ?? "return [equal(seen, 1, 'what was seen')]"} },
})
`
}

/** A folder that is gone when the test is over. */
export interface TemporaryFolder extends Disposable {
  readonly path: string
  file(name: string): string
}

export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'sockproof-test-'))
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** A folder of claims by their ids; a text is taken as the whole source of the spec. */
export function specsFolder(claims: Readonly<Record<string, MadeClaim | string>>): TemporaryFolder {
  const folder = temporaryFolder()
  writeFileSync(folder.file('package.json'), '{"type": "module"}')
  for (const [id, made] of Object.entries(claims)) {
    const file = folder.file(`${id}.spec.js`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, typeof made === 'string' ? made : claimSource(made))
  }
  return folder
}
