import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { TestProjectInlineConfiguration } from 'vitest/config'
import type { Vitest } from 'vitest/node'
import { CLAIMS, type EvidenceReporter } from './reporter.ts'

/** The ending of this file tells whether the sources run or what was built from them. */
const ENDING = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

/** The folder of specs that belongs to this code: the sources, or what was built from them. */
export const SPECS = fileURLToPath(new URL('../../specs', import.meta.url))

/** As many calls can block at the same time on libuv's threads. */
const BLOCKING_CALLS = '64'

/**
 * Vitest's project of claims: one test a spec, in processes whose main thread enters the namespaces of the lab.
 *
 * @param reporter gives the reporter that writes the evidence; it is in use whatever other reporters the user chooses
 */
export function claimsProject(
  reporter: (vitest: Vitest) => EvidenceReporter | Promise<EvidenceReporter>,
  specs = SPECS,
): TestProjectInlineConfiguration {
  if (!existsSync(specs)) throw new Error(`There is no folder of specs at ${specs}.`)
  return {
    oxc: { target: 'node20' },
    plugins: [
      {
        name: 'sockproof:evidence',
        configureVitest: async ({ vitest }) => void vitest.config.reporters.push(await reporter(vitest)),
      },
    ],
    test: {
      name: CLAIMS,
      root: specs,
      include: [`**/*.spec.${ENDING}`],
      exclude: [],
      pool: 'forks',
      isolate: false,
      // What was built needs no transformation: Node imports it faster by itself.
      ...(ENDING === 'js' ? { server: { deps: { external: [/./] } } } : {}),
      env: { UV_THREADPOOL_SIZE: BLOCKING_CALLS },
      setupFiles: [fileURLToPath(new URL(`./register.${ENDING}`, import.meta.url))],
    },
  }
}
