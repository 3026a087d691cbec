import { readFileSync, readlinkSync } from 'node:fs'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/specs-folder.ts'
import { askAgent } from './ask-agent.ts'

test('An agent that is asked what it is finds no interface of this machine but a loopback interface of its own', async () => {
  using folder = temporaryFolder()
  const looks = `tail -n +3 /proc/self/net/dev > ${folder.file('interfaces')}; readlink /proc/self/ns/net > ${folder.file('namespace')}`
  await expect(askAgent(['sh', '-c', looks])).rejects.toThrow('while hello() was under way')
  expect(readFileSync(folder.file('namespace'), 'utf8').trim()).not.toBe(readlinkSync('/proc/self/ns/net'))
  // Some kernels give every namespace interfaces that nobody has switched on; none has an address or carried anything.
  const received = readFileSync(folder.file('interfaces'), 'utf8').matchAll(/^\s*(\S+):\s*(\d+)/gm)
  expect([...received].map(([, name, bytes]) => [name, Number(bytes)])).toEqual(expect.arrayContaining([['lo', 0]]))
})
