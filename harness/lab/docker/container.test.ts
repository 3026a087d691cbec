import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prepare } from './build.ts'
import { HostContainer } from './container.ts'
import type { Engine } from './engine.ts'
import { OWNER_LABEL } from './owner.ts'
import { sweep } from './sweep.ts'

let engine: Engine
let image: string
const names: string[] = []

beforeAll(async () => {
  ;({ engine, image } = await prepare())
}, 60_000)

afterAll(async () => {
  expect(await stillThere(), 'no container is left').toEqual([])
})

function start(name = nextName()): Promise<HostContainer> {
  return HostContainer.start(engine, { image, name, hostname: 'host' })
}

function nextName(): string {
  const name = `sockproof-test-${process.pid}-${names.length}`
  names.push(name)
  return name
}

async function stillThere(): Promise<readonly string[]> {
  const all = await engine.listContainers({ all: true })
  return all.flatMap(({ Names }) => Names.map((name) => name.slice(1))).filter((name) => names.includes(name))
}

test('A container answers on its standard output what it is asked on its standard input', async () => {
  await using container = await start()
  container.stdin.write(`${JSON.stringify({ id: 1, call: 'hello', request: { protocol: 1, network: null } })}\n`)
  const [chunk] = (await container.stdout[Symbol.asyncIterator]().next()).value.toString().split(',')
  expect(chunk).toBe('{"id":1')
})

test('A container ends at the end of its input, and the engine removes it', async () => {
  const container = await start()
  container.stdin.end()
  expect(await container.ended).toBe(`the container ${container.name} ended with status 0`)
  expect(await text(container.stdout)).toBe('')
  expect(await stillThere()).not.toContain(container.name)
})

test('A container that is killed while it runs says so by its name', async () => {
  await using container = await start()
  await engine.getContainer(container.name).kill()
  expect(await container.ended).toBe(`the container ${container.name} ended with status 137`)
})

test('A container has no interface but its loopback interface, so no way out', async () => {
  await using container = await start()
  const interfaces = readFileSync(`/proc/${container.pid}/net/dev`, 'utf8').match(/^ *\S+(?=:)/gm)
  expect(interfaces?.map((name) => name.trim())).toEqual(['lo'])
})

test('A container that cannot be started is not left behind', async () => {
  await using first = await start()
  await expect(start(first.name)).rejects.toThrow(
    `The container ${first.name} could not be started: the Docker engine refused: `,
  )
  await expect(
    HostContainer.start(engine, { image: 'sockproof-host:none', name: nextName(), hostname: 'host' }),
  ).rejects.toThrow(/could not be started: .*No such image/)
  expect(await stillThere()).toEqual([first.name])
})

test('What processes that are gone have left behind is removed, and nothing else', async () => {
  await using ours = await start()
  const [boot, namespace] = ((await engine.getContainer(ours.name).inspect()).Config.Labels[OWNER_LABEL] ?? '').split(
    '/',
  )
  // No process has the number 0.
  const owners = { gone: `${boot}/${namespace}/0/1`, elsewhere: `${boot}/pid:[1]/0/1` }
  const [gone, elsewhere] = await Promise.all(
    Object.values(owners).map((owner) =>
      engine.createContainer({ Image: image, name: nextName(), Labels: { [OWNER_LABEL]: owner } }),
    ),
  )
  const nameOf = async (id = '') => (await engine.getContainer(id).inspect()).Name.slice(1)
  const [goneName, elsewhereName] = [await nameOf(gone?.id), await nameOf(elsewhere?.id)]
  expect(await sweep(engine)).toContain(goneName)
  expect([...(await stillThere())].sort()).toEqual([ours.name, elsewhereName].sort())
  await elsewhere?.remove()
})
