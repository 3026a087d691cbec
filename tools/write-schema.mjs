// Writes the JSON Schema of evidence to where the package publishes it. A test fails while it is not current.
import { writeFileSync } from 'node:fs'
import { evidenceJsonSchema } from '../dist/harness/evidence/json-schema.js'

const file = new URL('../harness/evidence/evidence.schema.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(evidenceJsonSchema(), null, 2)}\n`)
