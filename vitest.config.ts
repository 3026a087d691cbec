import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import type { Vitest } from 'vitest/node'
import { claimsProject } from './harness/vitest/projects.ts'
import type { EvidenceReporter } from './harness/vitest/reporter.ts'

/** Node 20 has no `using`; without a target it would be left as it is. */
const OXC = { target: 'node20', jsx: { runtime: 'automatic', importSource: 'preact' } } as const

/** Imported by Vitest and not from here, because what loads this file leaves `using` as it is. */
async function directReporter(vitest: Vitest): Promise<EvidenceReporter> {
  const file = new URL('./harness/vitest/direct.ts', import.meta.url).pathname
  const { directReporter, settingsFrom } = await vitest.import<typeof import('./harness/vitest/direct.ts')>(file)
  return directReporter(settingsFrom(process.env))
}

/**
 * `npm test` runs the tests of the harness and the reports. The claims run with `npm run verify`, or with Vitest itself:
 * `npx vitest --project claims listen/`; seed, runs, deadline and folder are then taken from SOCKPROOF_SEED and so on.
 */
export default defineConfig({
  oxc: OXC,
  test: {
    // Tests wait for processes and kernel timers more than they work.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{harness,reports,specs,examples}/**/*.test.{ts,tsx}'],
          pool: 'forks',
          testTimeout: 60_000,
          env: { NO_COLOR: '1' },
        },
        oxc: OXC,
      },
      claimsProject(directReporter),
    ],
  },
})
