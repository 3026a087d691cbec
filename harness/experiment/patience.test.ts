import { expect, test } from 'vitest'
import { Overdue, Patience } from './patience.ts'

const never = new AbortController().signal

test('Waiting ends with the first observation that is accepted', async () => {
  let looks = 0
  const seen = await new Patience(10_000, never).until(
    'five looks',
    () => ++looks,
    (count) => count === 5,
  )
  expect(seen).toBe(5)
  expect(looks).toBe(5)
})

test('What does not come about is overdue, and the error tells what was awaited and what was seen last', async () => {
  const waiting = new Patience(1, never).until(
    'a client',
    () => 'nobody',
    () => false,
  )
  await expect(waiting).rejects.toThrow(Overdue)
  await expect(waiting).rejects.toThrow(/for a client.*last seen: "nobody"/)
})

test('eventually() gives what was seen last instead', async () => {
  expect(
    await new Patience(1, never).eventually(
      () => 'nobody',
      () => false,
    ),
  ).toBe('nobody')
})

test('A starved process looks often enough before it gives up', async () => {
  let looks = 0
  await new Patience(0, never).eventually(
    () => ++looks,
    () => false,
  )
  expect(looks).toBeGreaterThan(60)
})

test('Waiting ends when the time of the claim is over', async () => {
  const over = new AbortController()
  const waiting = new Patience(10_000, over.signal).until(
    'nothing',
    () => 0,
    () => false,
  )
  over.abort(new Error('over'))
  await expect(waiting).rejects.toThrow('over')
})
