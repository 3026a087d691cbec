import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { sockproof } from '../../harness/cli/testing/sockproof.ts'
import { temporaryFolder } from '../../harness/cli/testing/specs-folder.ts'
import { readEvidence } from '../../harness/evidence/read.ts'
import type { ResultRecord } from '../../harness/evidence/schema.ts'

const beside = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

const PASS = [
  'close/half-close',
  'connect/refused-without-listener',
  'lifecycle/server-order',
  'nat/udp-too',
  'readiness/peer-fin',
  'stream/no-message-boundaries',
  'udp/connected-filters',
]

/** What the stack gets wrong, and what is observed for that reason. */
const FAIL = {
  'close/shutdown-both-then-data': /expected \["FIN, ACK","RST"\], observed \["FIN, ACK"\]/,
  'close/unread-data-resets': /the server closes with unread data: expected .*ECONNRESET.*, observed .*end-of-file/,
  'demux/stray-segment-gets-rst': /what answers SYN, FIN to a listener: expected \[\], observed .*SYN, ACK/,
  'listen/acceptconn-flag': /after shutdown\(SHUT_RD\): expected false, observed true/,
  'readiness/nonblocking-connect': /connect\(\) again, twice: expected \[null,"EISCONN"\]/,
  'udp/disconnect': /socket bound to a port: expected .*0\.0\.0\.0.*, observed .*127\.0\.0\.1/,
}

const UNRESOLVED = { 'udp/no-handshake': /sendto\(.*\) had to succeed .* failed with EMSGSIZE/ }

/** What it does not say it can. */
const UNSUPPORTED = {
  'bind/second-bind': /IPv6/,
  'readiness/edge-vs-level': /epoll_create1\(\)/,
  'reuse/reuseport-shares': /SO_REUSEPORT/,
  'stream/recvfrom-names-nobody': /recvmsg\(\)/,
}

const EXPECTED = { ...FAIL, ...UNRESOLVED, ...UNSUPPORTED }

let code: number | null
let results: readonly ResultRecord[]

beforeAll(async () => {
  using out = temporaryFolder()
  const claims = [...PASS, ...Object.keys(EXPECTED)]
  const command = ['--', 'python3', beside('main.py')]
  const ended = await sockproof(['verify', ...claims, '--stack', 'agent', '--out', out.path, ...command])
  code = ended.code
  results = readEvidence(out.file('evidence.jsonl')).results
}, 300_000)

const idsOf = (outcome: string): readonly string[] =>
  results
    .filter(({ verdict }) => verdict.outcome === outcome)
    .map(({ claim }) => claim.id)
    .toSorted()

test('A run shows what passes, what fails, and what is not there, and ends with exit code 1', () => {
  expect(idsOf('pass')).toEqual(PASS)
  expect(idsOf('fail')).toEqual(Object.keys(FAIL))
  expect(idsOf('unresolved')).toEqual(Object.keys(UNRESOLVED))
  expect(idsOf('unsupported')).toEqual(Object.keys(UNSUPPORTED))
  expect(code).toBe(1)
})

test.each(Object.entries(EXPECTED))('%s has the verdict that it has for the reason that is known', (id, reason) => {
  const record = results.find(({ claim }) => claim.id === id)
  expect(record?.verdict.reason).toMatch(reason)
})

test('The README tells what fails', () => {
  const readme = readFileSync(beside('README.md'), 'utf8')
  for (const id of [...Object.keys(FAIL), ...Object.keys(UNRESOLVED)]) expect(readme).toContain(`\`${id}\``)
})
