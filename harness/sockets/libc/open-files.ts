import { fstatSync, readdirSync, readlinkSync } from 'node:fs'
import type { Fd } from '../calls.ts'

/** The inode number of an open socket, which tells it apart from others as a descriptor number does not (proc_pid_fd(5)). Needs «own process». */
export function socketInode(fd: Fd): number {
  return fstatSync(fd).ino
}

/** How many descriptors of this process are for sockets with these inode numbers. */
export function countDescriptors(inodes: readonly number[]): number {
  const wanted = new Set(inodes.map((inode) => `socket:[${inode}]`))
  return readdirSync('/proc/self/fd').filter((fd) => wanted.has(linkOf(fd))).length
}

/** What a descriptor is for; nothing if it is closed meanwhile. */
function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return ''
  }
}
