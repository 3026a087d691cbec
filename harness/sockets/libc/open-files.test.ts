import { expect, test } from 'vitest'
import { countDescriptors, socketInode } from './open-files.ts'
import { libcStack } from './stack.ts'

test('A socket has as many descriptors as were made for it and not closed', () => {
  const stack = libcStack()
  const fd = stack.socket({ domain: 'AF_INET', type: 'SOCK_STREAM' }).value ?? -1
  const inodes = [socketInode(fd)]
  expect(countDescriptors(inodes)).toBe(1)
  const copy = stack.dup({ fd }).value ?? -1
  expect(countDescriptors(inodes)).toBe(2)
  stack.close({ fd })
  stack.close({ fd: copy })
  expect(countDescriptors(inodes)).toBe(0)
})
