import koffi from 'koffi'
import { DOMAINS } from '../constants.ts'

const pton = koffi.load(null).func('int inet_pton(int family, str text, void *address)')

/** The bytes of an address as libc reads it, or null where libc refuses the text (inet_pton(3)). */
export function inetPton(family: 'AF_INET' | 'AF_INET6', text: string): Uint8Array | null {
  const bytes = new Uint8Array(family === 'AF_INET' ? 4 : 16)
  return pton(DOMAINS[family], text, bytes) === 1 ? bytes : null
}
