import { expect, test } from 'vitest'
import { runTool } from '../command.ts'
import { lan } from '../plan.ts'
import { buildNetnsLab } from './build.ts'

test('A LAN whose shortest retransmission time-out is asked for has it on the routes of both families', () => {
  using lab = buildNetnsLab(lan(['one', 'two'], { ipv6: true, shortestTimeout: 20 }))
  const routes = (...family: string[]) => lab.machines.one.within(() => runTool('ip', [...family, 'route']))
  expect(routes()).toMatch(/^10\.77\.0\.0\/24 dev eth0 .*rto_min lock 20ms/m)
  expect(routes('-6')).toMatch(/^fd77::\/64 dev eth0 .*rto_min lock 20ms/m)
})
