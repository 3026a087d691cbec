import { MESSAGE_FLAGS } from '../../libc/constants.ts'
import { OPTION_NAMES } from '../option-schemas.ts'
import type { AgentSelf } from '../protocol.ts'

/** The names that each list of hello may have; what is not among them is a slip, or for another version. */
const KNOWN = {
  options: OPTION_NAMES,
  families: ['AF_INET', 'AF_INET6', 'AF_UNIX'],
  types: ['SOCK_STREAM', 'SOCK_DGRAM', 'SOCK_RAW', 'SOCK_SEQPACKET'],
  flags: Object.keys(MESSAGE_FLAGS.table),
} as const satisfies Partial<Record<keyof AgentSelf, readonly string[]>>

/** Names of options, families, types and flags that the agent declares and the protocol does not have. */
export function unknownNames(self: AgentSelf): readonly string[] {
  return Object.entries(KNOWN).flatMap(([field, known]) => {
    const names: readonly string[] = self[field as keyof typeof KNOWN]
    return names.filter((name) => !(known as readonly string[]).includes(name))
  })
}
