import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where the program is, seen from the sources and from what was built from them, which has no copy of it. */
const PLACES = ['./sockproof_agent.py', '../../../../../harness/sockets/agent/python/sockproof_agent.py']

/** The path of the agent in Python, which `python3` runs and which needs nothing but its standard library. */
export function pythonAgentPath(): string {
  const paths = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)))
  const found = paths.find((path) => existsSync(path))
  if (found === undefined) throw new Error(`The agent in Python is not there: looked for ${paths.join(' and ')}.`)
  return found
}
