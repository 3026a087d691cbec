import { z } from 'zod'
import { evidenceRecord } from './schema.ts'

/** The JSON Schema (2020-12) of one line of an evidence file. */
export function evidenceJsonSchema(): object {
  return {
    $id: 'urn:sockproof:evidence:1',
    title: 'One line of a sockproof evidence file',
    description: 'JSON lines: first a header, then one result for each claim and stack, last a footer.',
    ...z.toJSONSchema(evidenceRecord, { target: 'draft-2020-12' }),
  }
}
