import { expect, test } from 'vitest'
import { busyShare, everyProcess, familyOf, readMachineTime, readProcessTime } from './processor-time.ts'

test('The name of a program may hold spaces and parentheses', () => {
  const line = '71 (a) b (c) R 7 71 71 0 -1 4194304 5 0 0 0 250 50 0 0 20 0 1 0 99 1 1'
  expect(readProcessTime(line)).toEqual({ pid: 71, parent: 7, ticks: 300 })
})

test('A family is a process with all its descendants', () => {
  const process = (pid: number, parent: number) => ({ pid, parent, ticks: 0 })
  const all = [process(1, 0), process(2, 1), process(3, 2), process(4, 3), process(5, 1)]
  expect(familyOf([2], all).map(({ pid }) => pid)).toEqual([2, 3, 4])
  expect(familyOf([2, 3], all).map(({ pid }) => pid)).toEqual([2, 3, 4])
})

test('This process is among all processes', () => {
  expect(everyProcess().find(({ pid }) => pid === process.pid)).toMatchObject({ parent: process.ppid })
})

test('Processors are busy as far as they neither idle nor wait for disks', () => {
  const before = readMachineTime('cpu  10 0 10 80 0 0 0 0 0 0\ncpu0 1 1 1 1')
  const after = readMachineTime('cpu  60 5 20 100 5 3 7 0 40 0\n')
  expect(before).toEqual({ all: 100, idle: 80 })
  expect(busyShare(before, after)).toBeCloseTo(0.75)
  expect(busyShare(after, after)).toBe(0)
})
