import { fileURLToPath } from 'node:url'
import { pythonAgentPath } from './agent/python/path.ts'

/** The ending of this file tells whether the sources run or what was built from them. */
const ENDING = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

const script = (path: string): readonly string[] => [
  process.execPath,
  fileURLToPath(new URL(`./${path}.${ENDING}`, import.meta.url)),
]

/** The stacks that agents of this package stand for, beside libc's. */
export const OUR_AGENTS = ['python', 'node', 'lwip'] as const

/** The name of such a stack. */
export type OurAgent = (typeof OUR_AGENTS)[number]

/** The command that starts an agent of this package. */
export function commandOf(agent: OurAgent | 'libc'): readonly string[] {
  switch (agent) {
    case 'libc':
      return script('agent/libc/main')
    case 'python':
      return ['python3', pythonAgentPath()]
    case 'node':
      return script('agent/node/main')
    case 'lwip':
      return script('lwip/main')
  }
}
