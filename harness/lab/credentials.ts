import { call, LibcError, mustCall } from '../sockets/libc/ffi.ts'

/** A user without privileges that every system has. */
export const NOBODY = 65_534

/** A privilege that can be given up (capabilities(7)). */
export type Privilege = 'CAP_NET_BIND_SERVICE' | 'CAP_NET_RAW' | 'CAP_NET_ADMIN'

/** Bits of the capability sets (`linux/capability.h`). */
const BITS: Readonly<Record<Privilege, number>> = { CAP_NET_BIND_SERVICE: 10, CAP_NET_ADMIN: 12, CAP_NET_RAW: 13 }

/** Numbers of system calls; libc's own setresuid() would change every thread of this process. */
const SETRESUID: Partial<Record<NodeJS.Architecture, number>> = { x64: 117, arm64: 147 }

const UNCHANGED = -1

/**
 * Runs a synchronous function with this thread's effective user another one, who has no privileges (setresuid(2)).
 * Sockets made meanwhile belong to that user.
 *
 * @throws LibcError with EINVAL where that user does not exist, as in a user namespace with a single one; EPERM without root
 */
export function actingAsUser<T>(uid: number, act: () => T): T {
  const before = process.geteuid?.() ?? 0
  becomeUser(uid)
  try {
    return act()
  } finally {
    becomeUser(before)
  }
}

function becomeUser(uid: number): void {
  const { errno } = call('syscall', SETRESUID[process.arch] ?? 0, UNCHANGED, uid, UNCHANGED)
  if (errno !== null) throw new LibcError('setresuid', [UNCHANGED, uid, UNCHANGED], errno)
}

/** `_LINUX_CAPABILITY_VERSION_3` of `struct __user_cap_header_struct`, with pid 0: this thread. */
const HEADER = Uint32Array.from([0x2008_0522, 0])

/** Two `struct __user_cap_data_struct`, each of the words effective, permitted, inheritable. */
const SET_WORDS = 6

/** Runs a synchronous function while this thread lacks a privilege in its effective set (capset(2)). */
export function actingWithout<T>(privilege: Privilege, act: () => T): T {
  return actingWithEffective(([low, high]) => [low & ~(1 << BITS[privilege]), high], act)
}

/** Runs a synchronous function while a privilege is the only one in this thread's effective set, as if a program had been given that one alone. */
export function actingWithOnly<T>(privilege: Privilege, act: () => T): T {
  return actingWithEffective(([low]) => [low & (1 << BITS[privilege]), 0], act)
}

/** The effective set in two words: capabilities 0…31 and 32…63. */
type Effective = readonly [low: number, high: number]

/** The places of the two words in the two structures. */
const [LOW, HIGH] = [0, 3]

function actingWithEffective<T>(change: (effective: Effective) => Effective, act: () => T): T {
  const before = new Uint32Array(SET_WORDS)
  mustCall('capget', HEADER, before)
  const reduced = before.slice()
  const [low, high] = change([before[LOW] ?? 0, before[HIGH] ?? 0])
  reduced[LOW] = low
  reduced[HIGH] = high
  mustCall('capset', HEADER, reduced)
  try {
    return act()
  } finally {
    mustCall('capset', HEADER, before)
  }
}
