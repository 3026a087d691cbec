import { EVIDENCE_VERSION, type HeaderRecord, type ResultRecord } from '../schema.ts'

/** A header for tests, of a run that planned so many results. */
export function headerFor(results: number): HeaderRecord {
  return {
    kind: 'header',
    format: 'sockproof-evidence',
    version: EVIDENCE_VERSION,
    run: '6f2c5f0e-5d3c-4f0b-9d9e-0d6f3d1f2a11',
    startedAt: '2026-01-02T03:04:05.000Z',
    command: 'sockproof verify',
    seed: 1,
    stack: 'linux',
    agent: null,
    lab: 'namespaces',
    mode: 'verify',
    fingerprint: {
      sockproof: '0.1.0',
      kernel: 'Linux 6.18',
      machine: 'x64',
      distribution: 'Debian GNU/Linux 12',
      libc: 'glibc 2.36',
      runtime: 'node 20.19.0',
      user: 'root',
      processors: 2,
      memoryBytes: 1,
      container: null,
      capabilities: [],
      sysctls: {},
      tools: {},
    },
    plan: { results, claims: [] },
  }
}

/** A result for tests: a claim that passed. */
export function resultFor(id: string): ResultRecord {
  return {
    kind: 'result',
    claim: {
      id,
      says: 'a claim made for a test',
      kind: 'scenario',
      level: 'platform',
      reading: 'holds',
      behaviours: [],
      sources: [],
      why: '',
      method: [],
      waitsFor: null,
      byHand: [],
      mutants: [],
      lab: { kind: 'loopback', hosts: ['host'], needs: ['sockets'] },
    },
    stack: 'linux',
    mutant: null,
    repeat: 0,
    startedAt: '2026-01-02T03:04:05.000Z',
    milliseconds: 1,
    verdict: { outcome: 'pass', reason: null, detail: null },
    expectation: null,
    shownReading: 'holds',
    lab: null,
    runs: [],
    property: null,
    attempts: null,
    counters: [],
    again: `sockproof verify ${id}`,
  }
}
