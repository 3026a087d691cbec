import { expect, test } from 'vitest'
import type { Availability, Capabilities } from '../lab/capability/capability.ts'
import { installCommand } from '../lab/capability/packages.ts'
import type { Capability } from '../lab/plan.ts'
import { missingTools } from './missing-tools.ts'

const THERE: Availability = { available: true }

const lacking = (mend: string): Availability => ({ available: false, reason: 'it is not there', mend })

function machine(missing: Partial<Capabilities>): Capabilities {
  return {
    sockets: THERE,
    'network namespaces': THERE,
    'packet capture': THERE,
    iproute2: THERE,
    nftables: THERE,
    'conntrack table': THERE,
    IPv6: THERE,
    'own process': THERE,
    'second user': THERE,
    'queue lengths': THERE,
    'connection table': THERE,
    'sleeping threads': THERE,
    python3: THERE,
    strace: THERE,
    containers: THERE,
    'TAP devices': THERE,
    ...missing,
  }
}

const claim = (id: string, ...needs: Capability[]) => ({ id, lab: { kind: 'lan', hosts: [], needs } })

const CLAIMS = [
  claim('plain/one', 'sockets'),
  claim('lan/one', 'network namespaces', 'iproute2'),
  claim('lan/two', 'network namespaces', 'iproute2'),
  claim('nat/one', 'network namespaces', 'iproute2', 'nftables', 'conntrack table'),
]

test('On a machine that has everything nothing is missing', () => {
  expect(missingTools(CLAIMS, machine({}))).toEqual({ tools: [], claims: [] })
})

test('Each tool is named once, with all the claims that need it or another one that is missing', () => {
  const nftables = lacking(installCommand(['nftables']))
  const missing = { iproute2: lacking(installCommand(['iproute2'])), nftables, 'conntrack table': nftables }
  expect(missingTools(CLAIMS, machine(missing))).toEqual({
    tools: ['iproute2', 'nftables'],
    claims: ['lan/one', 'lan/two', 'nat/one'],
  })
})

test('A tool that no claim needs is not missing', () => {
  expect(missingTools(CLAIMS, machine({ python3: lacking(installCommand(['python3'])) })).tools).toEqual([])
})

test('Where namespaces cannot be made tools would not help', () => {
  const missing = { 'network namespaces': lacking('run as root'), iproute2: lacking(installCommand(['iproute2'])) }
  expect(missingTools(CLAIMS, machine(missing))).toEqual({ tools: [], claims: [] })
})

test('A kernel without nftables is not mended by a package', () => {
  expect(missingTools(CLAIMS, machine({ nftables: lacking('load the kernel modules') }))).toEqual({
    tools: [],
    claims: [],
  })
})

test('One command installs all that is missing', () => {
  expect(installCommand(['iproute2', 'python3'])).toBe(
    'apt-get update && apt-get install --yes --no-install-recommends iproute2 python3-minimal',
  )
})
