import { describe, expect, it } from 'vitest'
import type { HeaderRecord } from '../../harness/evidence/schema.ts'
import { headerOf } from '../fixtures/records.ts'
import { runGiven, stackRun } from '../fixtures/stacks.ts'
import { columnsOf, type RunGiven } from './column.ts'
import { columnNames } from './names.ts'

/** A run of which only the header matters. */
function run(
  stack: string,
  fingerprint: object = {},
  fields: Partial<RunGiven> & Partial<Pick<HeaderRecord, 'startedAt' | 'lab' | 'agent'>> = {},
): RunGiven {
  const { startedAt = '2026-11-21T08:00:00.000Z', lab = 'namespaces', agent = null, ...given } = fields
  const header = headerOf([], { stack, startedAt, lab, agent })
  return runGiven(
    {
      header: { ...header, fingerprint: { ...header.fingerprint, ...fingerprint } },
      results: [],
      footer: null,
      problems: [],
    },
    given,
  )
}

function labels(...runs: RunGiven[]): string[] {
  return columnNames(runs).map(({ label }) => label)
}

describe('the name of a column', () => {
  it('is that of its stack', () => {
    expect(labels(stackRun('linux'), stackRun('gvisor'))).toEqual(['linux', 'gvisor'])
  })

  it('is what the user calls it', () => {
    expect(labels(run('linux', {}, { name: 'before' }), run('linux', {}, { name: 'after' }))).toEqual([
      'before',
      'after',
    ])
  })

  it('tells runs of one stack apart by the first trait that differs in all of them', () => {
    expect(
      labels(run('linux', { kernel: 'Linux 6.1' }), run('docker'), run('linux', { kernel: 'Linux 6.18' })),
    ).toEqual(['linux, kernel 6.1', 'docker', 'linux, kernel 6.18'])
    const [one, two] = [{ libc: 'musl', kernel: 'Linux 6.1' }, { kernel: 'Linux 6.1' }]
    expect(labels(run('linux', one), run('linux', two))).toEqual(['linux, musl', 'linux, glibc 2.41'])
  })

  it('looks first at what hosts were, and at the agent', () => {
    expect(labels(run('linux', { kernel: 'Linux 1' }), run('linux', {}, { lab: 'docker' }))).toEqual([
      'linux, namespaces',
      'linux, docker',
    ])
    const agent = { name: 'node', version: '1', network: 'kernel' } as const
    expect(labels(run('linux'), run('linux', {}, { agent }))).toEqual(['linux, no agent', 'linux, node'])
  })

  it('joins traits where no single one tells all apart', () => {
    const [a, b, c] = [{ kernel: 'Linux 1', libc: 'musl' }, { kernel: 'Linux 1' }, { kernel: 'Linux 2' }]
    expect(labels(run('linux', a), run('linux', b), run('linux', c))).toEqual([
      'linux, kernel 1, musl',
      'linux, kernel 1, glibc 2.41',
      'linux, kernel 2, glibc 2.41',
    ])
  })

  it('is told apart by the file, its folder, or the time, where the environments are alike', () => {
    expect(labels(run('linux', {}, { file: '/r/old.jsonl' }), run('linux', {}, { file: '/r/new.jsonl' }))).toEqual([
      'linux, old',
      'linux, new',
    ])
    const [one, two] = [{ file: '/one/evidence.jsonl' }, { file: '/two/evidence.jsonl' }]
    expect(labels(run('linux', {}, one), run('linux', {}, two))).toEqual(['linux, one', 'linux, two'])
    expect(labels(run('linux'), run('linux', {}, { startedAt: '2026-11-22T08:00:00.000Z' }))[1]).toBe(
      'linux, 22 November 2026, 08:00 UTC',
    )
  })

  it('is a number in the end', () => {
    expect(labels(run('linux'), run('linux'), run('linux'))).toEqual(['linux', 'linux, no. 2', 'linux, no. 3'])
  })

  it('is never that of another, whatever the user says', () => {
    const named = labels(run('linux', { libc: 'musl' }), run('linux'), run('x', {}, { name: 'linux, musl' }))
    expect(new Set(named).size).toBe(3)
  })
})

describe('the folder of a column', () => {
  it('is a safe name, and its own', () => {
    const runs = ['../..', 'a b', 'a/b', 'A-B', ''].map((name) => run('linux', {}, { name }))
    expect(columnsOf(runs).map(({ folder }) => folder)).toEqual(['unnamed', 'a-b', 'a-b-2', 'a-b-3', 'unnamed-2'])
  })
})
