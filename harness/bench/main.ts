import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { commandOf } from '../sockets/our-agents.ts'
import { measureCallHere, measureCallThrough } from './calls.ts'
import { measureCycles } from './cycles.ts'
import { measureDockerLab, measureNatLab } from './labs.ts'
import { measureStacks } from './stacks.ts'
import { measureVerify } from './verify.ts'

/** `npm run bench`: what sockproof costs, as ratios measured in one run, against its goals. */
const COMMAND = fileURLToPath(new URL('../cli/main.js', import.meta.url))

function row(what: string, figure: string, goal: string): void {
  console.log(`${what.padEnd(62)} ${figure.padStart(12)}   ${goal}`)
}

const hasPython = spawnSync('python3', ['--version']).status === 0
const cycles = await measureCycles(hasPython)
row('connect–accept–close through our sockets API, every call traced', `${cycles.ours.toFixed(1)} µs`, '')
row('  the same loop in C', `${cycles.c.toFixed(1)} µs`, '')
row('  ours ÷ C', `${cycles.oursToC.toFixed(2)} ×`, 'goal ≤ 1.5 ×')
row('  ours ÷ Python', cycles.oursToPython === null ? 'no python3' : `${cycles.oursToPython.toFixed(2)} ×`, '')

const lab = measureNatLab()
row('a NAT lab (2 LAN hosts, router, server): build', `${lab.build.toFixed(0)} ms`, '')
row('  drop', `${lab.drop.toFixed(1)} ms`, '')
row('  build and drop', `${(lab.build + lab.drop).toFixed(0)} ms`, 'goal ≤ 100 ms')

const here = await measureCallHere()
row('a call (getsockname) in this process', `${here.toFixed(1)} µs`, '')
for (const agent of ['libc', 'python', 'node'] as const) {
  const through = await measureCallThrough(commandOf(agent))
  row(`  through the agent ${agent}`, `${through.toFixed(0)} µs`, `${(through / here).toFixed(0)} × as much`)
}

const containers = await measureDockerLab()
if (typeof containers === 'string') row('the same lab of Docker containers', 'not here', containers)
else {
  row('the same lab of Docker containers: build', `${containers.build.toFixed(0)} ms`, '')
  row('  drop', `${containers.drop.toFixed(0)} ms`, '')
}

const verify = await measureVerify(COMMAND)
const { left } = verify
row(
  'sockproof verify: wall time',
  `${verify.seconds.toFixed(1)} s`,
  `goal ≤ 25 s (${verify.claims} claims, 2 processors)`,
)
row('  most memory of one of its processes', `${verify.peakMebibytes.toFixed(0)} MiB`, 'goal ≤ 400 MiB')
row('  processes and network namespaces left', `${left.processes} and ${left.namespaces}`, 'goal 0 and 0')
console.log('\nThe claims that took longest, and what they wait for:')
for (const { id, seconds, waitsFor } of verify.slowest) row(`  ${id}`, `${seconds.toFixed(1)} s`, waitsFor ?? '')
console.log('\nThe whole catalogue on the other stacks:')
for await (const { name, seconds, exitCode } of measureStacks(COMMAND)) {
  const how = exitCode === 0 ? 'every verdict as expected' : `exit code ${exitCode}`
  row(`  ${name}`, seconds === null ? 'not here' : `${seconds.toFixed(0)} s`, seconds === null ? '' : how)
}
if (left.processes + left.namespaces > 0) process.exitCode = 1
if (verify.exitCode !== 0) {
  console.log(`sockproof verify ended with ${verify.exitCode}: its time says nothing. Run it by itself to see why.`)
  process.exitCode = 1
}
