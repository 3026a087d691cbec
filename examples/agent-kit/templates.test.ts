import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sockproof } from '../../harness/cli/testing/sockproof.ts'
import { temporaryFolder } from '../../harness/cli/testing/specs-folder.ts'
import { readEvidence } from '../../harness/evidence/read.ts'

const beside = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

/** Compiles the template in C; gives what the compiler said. */
function compile(name: string, ...options: readonly string[]): string {
  const { error, stderr } = spawnSync('cc', [...options, '-pthread', '-o', folder.file(name), beside('agent.c')], {
    encoding: 'utf8',
  })
  if (error !== undefined)
    throw new Error('This test needs a C compiler as cc: on Debian, apt install gcc libc6-dev.', { cause: error })
  return stderr
}

test('The template in C compiles without a warning', () => {
  expect(compile('strict', '-O2', '-Wall', '-Wextra')).toBe('')
})

/** Requests with whatever JSON allows, a call that waits and is cancelled, and lines that are no requests. */
const LINES = [
  '{"id":1,"call":"hello","request":{"protocol":1,"network":null,"later":[{"a":"\\u0041\\n\\""},[],{},1.5e3,true]}}',
  ' { "request" : { "type" : "SOCK_DGRAM" , "domain" : "AF_INET" } , "id" : 2 , "call" : "socket" }',
  '{"id":3,"call":"bind","request":{"fd":4,"address":{"family":"AF_INET","address":"127.0.0.1","port":3490}}}',
  '{"id":4,"call":"recvfrom","request":{"fd":4,"length":10}}',
  '{"id":5,"call":"sendto","request":{"fd":4,"bytes":{"base64":"aGVsbG8h"},"to":{"family":"AF_INET","address":"127.0.0.1","port":3490}}}',
  // Of another socket: which of two calls that wait on the same one gets the datagram is left open.
  '{"id":12,"call":"socket","request":{"domain":"AF_INET","type":"SOCK_DGRAM"}}',
  '{"id":13,"call":"bind","request":{"fd":5,"address":{"family":"AF_INET","address":"127.0.0.1","port":3491}}}',
  '{"id":6,"call":"recv","request":{"fd":5,"length":3}}',
  '{"id":7,"call":"cancel","request":{"id":6}}',
  '{"id":8,"call":"bind","request":{}}',
  '{"id":9,"call":"close","request":{"fd":4}}',
  '{"id":10,"call":"getsockname","request":{"fd":4}}',
]

const CAME = [
  { id: 2, value: 4 },
  { id: 3, value: 0 },
  { id: 4, value: { bytes: { base64: 'aGVsbG8h' }, from: { family: 'AF_INET', address: '127.0.0.1', port: 3490 } } },
  { id: 5, value: 6 },
  { id: 6, errno: 'ECANCELED' },
  { id: 7, value: 0 },
  { id: 8, errno: 'ENOSYS' },
  { id: 9, value: 0 },
  { id: 10, errno: 'EBADF' },
  { id: 12, value: 5 },
  { id: 13, value: 0 },
]

test('The template in C reads what JSON allows, and no sanitizer of the compiler has anything to say', () => {
  for (const sanitizer of ['address,undefined', 'thread']) {
    expect(compile('sanitized', '-g', `-fsanitize=${sanitizer}`)).toBe('')
    const { stdout, stderr, status } = spawnSync(folder.file('sanitized'), {
      input: `${LINES.join('\n')}\nno JSON\n{"id":11,"call":\n`,
      encoding: 'utf8',
    })
    const results = stdout.trim().split('\n').map(withoutTimes)
    expect(results.filter(({ id }) => id > 1).toSorted((one, other) => one.id - other.id)).toEqual(CAME)
    expect(stderr).toBe('This is no JSON: no JSON\nThis is no JSON: {"id":11,"call":\n')
    expect(status).toBe(0)
  }
})

function withoutTimes(line: string): { readonly id: number } {
  const { began, ended, ...result } = JSON.parse(line)
  expect(BigInt(began)).toBeLessThanOrEqual(BigInt(ended))
  return result
}

const TEMPLATES = [
  ['C', [folder.file('agent')]],
  ['Python', ['python3', beside('agent.py')]],
] as const

describe.each(TEMPLATES)('The template in %s', (language, command) => {
  beforeAll(() => {
    if (language === 'C') compile('agent', '-O2')
  })

  test('conforms to the agent protocol as it is', async () => {
    const { code, out } = await sockproof(['agent', 'check', '--', ...command])
    expect(out).toContain('No fault')
    expect(code).toBe(0)
  })

  test('has a claim that passes, and others that wait to be implemented', async () => {
    using evidence = temporaryFolder()
    const claims = ['udp/one-socket-many-peers', 'udp/keeps-boundaries', 'lifecycle/server-order']
    await sockproof(['verify', ...claims, '--stack', 'agent', '--out', evidence.path, '--', ...command])
    const { results } = readEvidence(evidence.file('evidence.jsonl'))
    const verdicts = Object.fromEntries(results.map(({ claim, verdict }) => [claim.id, verdict]))
    expect(verdicts['udp/one-socket-many-peers']).toMatchObject({ outcome: 'pass' })
    expect(verdicts['udp/keeps-boundaries']?.reason).toMatch(/^No recvmsg\(\) here/)
    expect(verdicts['lifecycle/server-order']?.reason).toMatch(/^No SOCK_STREAM here/)
  })
})

test('The templates declare the same', () => {
  compile('agent', '-O2')
  const [c, python] = TEMPLATES.map(([, [file = '', ...args]]) => {
    const line = execFileSync(file, args, { input: `${LINES[0]}\n`, encoding: 'utf8' })
    const { value } = JSON.parse(line)
    return { ...value, calls: value.calls.toSorted() }
  })
  expect(c).toEqual(python)
})
