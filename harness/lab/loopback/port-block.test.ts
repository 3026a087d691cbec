import { expect, test } from 'vitest'
import { inet } from '../../sockets/address.ts'
import { libcStack } from '../../sockets/libc/stack.ts'
import { PortBlock } from './port-block.ts'

const take = (block: PortBlock, count: number): number[] => Array.from({ length: count }, () => block.next())

test('Two blocks have no port in common, and each gives one port after the other', () => {
  using one = new PortBlock()
  using other = new PortBlock()
  expect(new Set([...take(one, 50), ...take(other, 50)]).size).toBe(100)
})

test('A block that was given back can be had again', () => {
  for (let count = 0; count < 100; count += 1) {
    using block = new PortBlock()
    expect(block.next()).toBeGreaterThan(1_024)
  }
})

test('A port that some socket holds is not given', async () => {
  using block = new PortBlock()
  const { socket, bind, close } = libcStack()
  const fd = socket({ domain: 'AF_INET', type: 'SOCK_DGRAM' }).value ?? -1
  const held = block.next()
  expect(bind({ fd, address: inet('127.0.0.1', held) }).errno).toBe(null)
  // More than the block has: they come again.
  const given = take(block, 300)
  await close({ fd })
  expect(given).not.toContain(held)
})
