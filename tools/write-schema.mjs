// Writes the JSON Schemas of evidence and of the agent protocol to where the package publishes them. Tests fail while they are
// not current.
import { writeFileSync } from 'node:fs'
import { evidenceJsonSchema } from '../dist/harness/evidence/json-schema.js'
import { agentJsonSchema } from '../dist/harness/sockets/agent/json-schema.js'

const SCHEMAS = [
  ['evidence/evidence.schema.json', evidenceJsonSchema()],
  ['sockets/agent/protocol.schema.json', agentJsonSchema()],
]

for (const [path, schema] of SCHEMAS) {
  writeFileSync(new URL(`../harness/${path}`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`)
}
