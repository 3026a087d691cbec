import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { loadClaim } from '../harness/claim/catalogue.ts'
import { mutant } from '../harness/claim/mutant.ts'
import { runClaim } from '../harness/experiment/run-claim.ts'
import { lateStack } from '../harness/experiment/testing/late-stack.ts'
import { probeCapabilities } from '../harness/lab/capability/probe.ts'

/** Of each kind of lab and most chapters; among them those that look behind the timeline, at threads and at the link. */
const CLAIMS = [
  'accept/fifo',
  'close/half-close',
  'connect/given-up',
  'demux/routes-by-4-tuple',
  'layers/what-each-call-sends',
  'lifecycle/tcp-states',
  'listen/backlog-bound',
  'nat/replies-find-their-host',
  'readiness/edge-vs-level',
  'reuse/time-wait-belongs-to-the-closer',
  'stream/backpressure',
  'udp/one-socket-many-peers',
]

const CAPABILITIES = probeCapabilities()

test.each(CLAIMS)('%s passes although each call and its answer are on their way for a turn', async (id) => {
  let calls = 0
  const late = mutant({
    name: 'answers-late',
    says: 'each call and its answer are on their way for a turn of the event loop',
    stack: (real) =>
      lateStack(real, () => {
        calls += 1
        return turn()
      }),
  })
  const { claim } = await loadClaim(import.meta.dirname, id, 'ts')
  const { verdict } = await runClaim(id, claim, {
    stack: 'linux',
    choice: { kind: 'libc' },
    backend: 'namespaces',
    seed: 1,
    runs: null,
    mutant: late,
    capabilities: CAPABILITIES,
    patience: 5_000,
    deadline: 50_000,
    repeat: 0,
  })
  expect(verdict).toMatchObject({ outcome: 'pass' })
  expect(calls).toBeGreaterThan(0)
})
