import type { Fd, Stack } from '../../calls.ts'

/** A stack's accept4() that remembers, in order, the sockets it gave: for mutants that mix connections up. */
export function rememberAccepted(real: Stack): {
  readonly accepted: readonly Fd[]
  readonly accept4: Stack['accept4']
} {
  const accepted: Fd[] = []
  return {
    accepted,
    accept4: async (request) => {
      const result = await real.accept4(request)
      if (result.errno === null) accepted.push(result.value.fd)
      return result
    },
  }
}
