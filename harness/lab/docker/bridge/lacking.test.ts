import { expect, test } from 'vitest'
import { lan, loopback, nat } from '../../plan.ts'
import { lackingOnBridge } from './lacking.ts'

const SIDES = { inside: ['alice'], outside: ['server'] } as const

test.each([
  ['a LAN', lan(['one', 'two'])],
  ['a LAN with IPv6 and sysctls', lan(['one', 'two'], { ipv6: true, sysctls: { 'ipv4.tcp_syncookies': '0' } })],
  ['hosts behind a router that masquerades', nat(SIDES)],
])('Nothing is lacking for %s', (_what, plan) => {
  expect(lackingOnBridge(plan)).toBeNull()
})

test.each([
  ['network of Docker’s', loopback(['alice'])],
  ['carried link', lan(['one', 'two'], { carried: true })],
  ['rules of the lab’s own', nat(SIDES, { rules: { translation: 'none' } })],
  ['rules of the lab’s own', nat(SIDES, { rules: { translation: 'masquerade', random: true } })],
  ['rules of the lab’s own', nat(SIDES, { rules: { translation: 'masquerade', ports: [1, 2] } })],
  ['sysctls of the router', nat(SIDES, { sysctls: { 'ipv4.tcp_syncookies': '0' } })],
  ['IPv6 behind the router', nat(SIDES, { ipv6: true })],
])('There is no %s', (name, plan) => {
  expect(lackingOnBridge(plan)?.name).toBe(name)
})
