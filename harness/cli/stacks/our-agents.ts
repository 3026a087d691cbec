import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

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
      return ['python3', pythonAgent()]
    case 'node':
      return script('agent/node/main')
    case 'lwip':
      return script('lwip/main')
  }
}

/** The file of the Python agent, which is not built: it lies in the sources, also of a package. */
function pythonAgent(): string {
  const here = beside('agent/python/sockproof_agent.py')
  return existsSync(here) ? here : here.replace(/\/dist\/harness\//, '/harness/')
}
