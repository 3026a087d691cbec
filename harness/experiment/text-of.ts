import type { Result } from '../sockets/result.ts'

/** What a recv() gave, as text; or the error in its place. */
export function textOf({ value, errno }: Result<Uint8Array>): string {
  return errno ?? Buffer.from(value).toString()
}
