import { readFileSync } from 'node:fs'
import { isNode, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { errorText } from '../errors.ts'
import type { Expectations } from './expectation.ts'

/** A file of expectations cannot be read as such. */
export class ExpectationsError extends Error {
  override name = 'ExpectationsError'
}

const deviation = z.strictObject({
  claims: z
    .array(z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'a claim’s id, for example listen/backlog-bound'))
    .min(1),
  verdict: z.enum(['fail', 'unresolved', 'unsupported']),
  reason: z.string().min(1),
  link: z.url(),
  versions: z.strictObject({
    measured: z.array(z.string()).min(1),
    from: z.string().nullable().default(null),
    before: z.string().nullable().default(null),
  }),
  expires: z.iso.date(),
})

const file = z.strictObject({ stack: z.string().min(1), deviations: z.array(deviation) })

/**
 * Reads the known deviations of a stack from a YAML file.
 *
 * @param claims the ids of the catalogue: a deviation of a claim that there is not is an error
 * @throws ExpectationsError naming file, line and column, what was expected and what stands there
 */
export function readExpectations(path: string, claims: readonly string[]): Expectations {
  const lines = new LineCounter()
  const document = parseDocument(textOf(path), { lineCounter: lines })
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${path}:${line}:${col}`
  }
  const [broken] = document.errors
  if (broken !== undefined) throw new ExpectationsError(`${place(broken.pos[0])}: ${broken.message.split('\n')[0]}`)
  const where = (keys: readonly PropertyKey[]): string => {
    for (let length = keys.length; length > 0; length -= 1) {
      const node = document.getIn(keys.slice(0, length), true)
      if (isNode(node) && node.range) return place(node.range[0])
    }
    return place(0)
  }
  const parsed = file.safeParse(document.toJS())
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new ExpectationsError(`${where(issue?.path ?? [])}: ${issue?.path.join('.')}: ${issue?.message}`)
  }
  parsed.data.deviations.forEach((one, index) => {
    one.claims.forEach((claim, position) => {
      if (claims.includes(claim)) return
      throw new ExpectationsError(`${where(['deviations', index, 'claims', position])}: there is no claim ${claim}.`)
    })
  })
  return { file: path, ...parsed.data }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ExpectationsError(`Cannot read expectations from ${path}: ${errorText(error)}.`)
  }
}
