import { closeSync, openSync } from 'node:fs'
import { call, mustCall } from '../ffi.ts'

const CLONE_NEWNET = 0x4000_0000

/**
 * Runs a synchronous function in a network namespace of its own; sockets made there stay there. Null where this process
 * may not make one (unshare(2)).
 */
export function inPrivateNetwork<Value>(act: () => Value): Value | null {
  const home = openSync('/proc/thread-self/ns/net', 'r')
  try {
    if (call('unshare', CLONE_NEWNET).errno === 'EPERM') return null
    try {
      return act()
    } finally {
      mustCall('setns', home, CLONE_NEWNET)
    }
  } finally {
    closeSync(home)
  }
}
