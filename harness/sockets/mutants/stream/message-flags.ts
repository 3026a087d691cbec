import { type Mutant, mutant } from '../../../claim/mutant.ts'
import type { MessageFlag } from '../../calls.ts'
import { succeeded } from '../../result.ts'

/** send() and recv() do not know a flag, and do as without it. */
export function messageFlagIgnored(flag: MessageFlag): Mutant {
  const without = <Request extends { readonly flags?: readonly MessageFlag[] }>(request: Request): Request => ({
    ...request,
    flags: (request.flags ?? []).filter((one) => one !== flag),
  })
  return mutant({
    name: `${flag.toLowerCase().replaceAll('_', '-')}-ignored`,
    says: `${flag} has no effect`,
    stack: (real) => ({
      send: (request) => real.send(without(request)),
      recv: (request) => real.recv(without(request)),
    }),
  })
}

/** recv() does as if it were always given a flag; where it must not wait, it does not. */
export function messageFlagAlways(flag: MessageFlag): Mutant {
  return mutant({
    name: `${flag.toLowerCase().replaceAll('_', '-')}-always`,
    says: `recv() acts as with ${flag} though nobody asked for it`,
    stack: (real) => ({
      recv: (request) => real.recv({ ...request, flags: [...(request.flags ?? []), flag] }),
    }),
  })
}

/** recv() with MSG_TRUNC leaves what it should discard. */
export const truncLeaves = mutant({
  name: 'msg-trunc-leaves',
  says: 'MSG_TRUNC leaves the bytes that it should discard',
  stack: (real) => ({
    recv: (request) =>
      real.recv(request.flags?.includes('MSG_TRUNC') ? { ...request, flags: [...request.flags, 'MSG_PEEK'] } : request),
  }),
})

/** SIOCATMARK never says that the urgent mark is reached. */
export const neverAtTheMark = mutant({
  name: 'never-at-the-mark',
  says: 'SIOCATMARK does not tell where in the stream the urgent byte was',
  stack: (real) => ({
    ioctl: (request) => (request.request === 'SIOCATMARK' ? succeeded(0) : real.ioctl(request)),
  }),
})
