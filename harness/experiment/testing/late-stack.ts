import { CALL_NAMES } from '../../sockets/call-names.ts'
import type { Stack } from '../../sockets/calls.ts'
import type { Result } from '../../sockets/result.ts'

type AnyCall = (request: object) => Result<unknown> | Promise<Result<unknown>>

/**
 * A stack of which every call is on its way for a while, and its answer too, as if another process made it. Calls are
 * made in the order in which they were asked for.
 *
 * @param onItsWay resolves in the order in which it was called
 */
export function lateStack(stack: Stack, onItsWay: () => Promise<unknown>): Stack {
  const late =
    (call: AnyCall): AnyCall =>
    async (request) => {
      await onItsWay()
      const result = await call(request)
      await onItsWay()
      return result
    }
  return Object.fromEntries(CALL_NAMES.map((name) => [name, late(stack[name] as AnyCall)])) as unknown as Stack
}
