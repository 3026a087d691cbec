import type { Result } from '../../sockets/result.ts'

/** What a recv() gave, as text; or the error in its place. */
export function textOf({ value, errno }: Result<Uint8Array>): string {
  return errno ?? Buffer.from(value).toString()
}

/** The same of a stream, where nothing means that it has ended: `end-of-file`. */
export function textOrEnd(result: Result<Uint8Array>): string {
  return result.value?.length === 0 ? 'end-of-file' : textOf(result)
}
