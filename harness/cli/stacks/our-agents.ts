import { fileURLToPath } from 'node:url'
import { pythonAgentPath } from '../../sockets/agent/python/path.ts'

const ENDING = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

const beside = (path: string): string => fileURLToPath(new URL(`../../sockets/${path}`, import.meta.url))

const script = (path: string): readonly string[] => [process.execPath, beside(`${path}.${ENDING}`)]

/** The stacks that agents of this package stand for. */
export const OUR_AGENTS = ['python', 'node', 'lwip'] as const

/** The name of such a stack. */
export type OurAgent = (typeof OUR_AGENTS)[number]

/** The command that starts the agent of a stack. */
export function commandOf(agent: OurAgent): readonly string[] {
  switch (agent) {
    case 'python':
      return ['python3', pythonAgentPath()]
    case 'node':
      return script('agent/node/main')
    case 'lwip':
      return script('lwip/main')
  }
}
