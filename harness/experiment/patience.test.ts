import { expect, test } from 'vitest'
import { type Result, succeeded } from '../sockets/result.ts'
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

test('answered() gives what a call answers, and «no answer» for one that still waits', async () => {
  const late = new Promise<Result<number>>((resolve) => setImmediate(() => resolve(succeeded(7))))
  const silence = new Promise<Result<number>>(() => {})
  expect(await new Patience(10_000, never).answered(late)).toEqual({ value: 7, errno: null })
  expect(await new Patience(1, never).answered(succeeded(8))).toEqual({ value: 8, errno: null })
  expect(await new Patience(1, never).answered(silence)).toEqual({ value: null, errno: 'no answer' })
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
