import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { loopback } from '../lab/plan.ts'
import { readSysctl } from '../lab/sysctls.ts'
import { forAll, scenario } from './experiment.ts'
import { runForTest } from './testing/run-for-test.ts'

test('A sysctl that all namespaces have in common, and only the first one shows, can be read', async () => {
  const { runs } = await runForTest({
    experiment: scenario(loopback(['host'], { needs: ['network namespaces'] }), async ({ host }) =>
      host.sysctl('core.netdev_max_backlog'),
    ),
    judge: () => [],
  })
  expect(runs[0]?.observation).toBe(readSysctl('core.netdev_max_backlog'))
})

test('A sysctl that a run sets is back as it was in the next one', async () => {
  const retries = 'ipv4.tcp_syn_retries'
  const { runs } = await runForTest({
    experiment: forAll(
      loopback(['host'], { needs: ['network namespaces'] }),
      { inputs: fc.integer({ min: 1, max: 5 }), example: 3, edges: [4], runs: 2 },
      async (wanted, { host }) => {
        const before = host.sysctl(retries)
        host.setSysctl(retries, String(wanted))
        host.setSysctl(retries, String(wanted + 1))
        return { before, after: host.sysctl(retries) }
      },
    ),
    judge: () => [],
  })
  expect(runs.map(({ observation }) => observation)).toEqual([
    { before: '6', after: '4' },
    { before: '6', after: '5' },
  ])
})
