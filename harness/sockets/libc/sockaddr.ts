import type { Inet6Address, SocketAddress, UnixAddress } from '../address.ts'
import { DOMAINS } from './constants.ts'
import { readIPv4, writeIPv4 } from './ipv4.ts'
import { readIPv6, writeIPv6 } from './ipv6.ts'
import { RequestError } from './request-error.ts'

/** Bytes that hold any socket address: `struct sockaddr_storage` (`bits/socket.h`). */
export const ADDRESS_ROOM = 128

/** Bytes of `struct sockaddr`, `sockaddr_in` (ip(7)) and `sockaddr_in6` (ipv6(7)). */
const SOCKADDR = 16
const SOCKADDR_IN = 16
const SOCKADDR_IN6 = 28

/** Offset of `sun_path` and its length (unix(7)). */
const SUN_PATH = 2
const SUN_PATH_LENGTH = 108

/** A socket address as C takes it: bytes, and how many of them count. */
export interface EncodedAddress {
  /** At least {@link ADDRESS_ROOM} bytes, zero after the address, so that a call may claim a greater length. */
  readonly bytes: Uint8Array
  readonly length: number
}

/**
 * Lays out a socket address as the C structure of its family. It is written into the buffer given, of
 * {@link ADDRESS_ROOM} bytes, unless it is longer, as an AF_UNIX path can be that the kernel will refuse.
 */
export function encodeAddress(address: SocketAddress, into = Buffer.alloc(ADDRESS_ROOM)): EncodedAddress {
  into.fill(0)
  switch (address.family) {
    case 'AF_INET':
      into[0] = DOMAINS.AF_INET
      writePort(address.port, into)
      writeIPv4(address.address, into, 4)
      return { bytes: into, length: SOCKADDR_IN }
    case 'AF_INET6':
      writeInet6(address, into)
      return { bytes: into, length: SOCKADDR_IN6 }
    case 'AF_UNIX':
      return encodeUnix(address, into)
    case 'AF_UNSPEC':
      return { bytes: into, length: SOCKADDR }
  }
}

function writeInet6(address: Inet6Address, into: Buffer): void {
  into[0] = DOMAINS.AF_INET6
  writePort(address.port, into)
  into.writeUInt32BE(address.flowinfo ?? 0, 4)
  writeIPv6(address.address, into, 8)
  into.writeUInt32LE(address.scopeId ?? 0, 24)
}

function writePort(port: number, into: Buffer): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RequestError('a port', 'in 0…65535', port)
  into[2] = port >> 8
  into[3] = port & 0xff
}

/** A path ends in a NUL where it fits; an abstract name is exactly as long as it is; the empty path is only a family. */
function encodeUnix(address: UnixAddress, room: Buffer): EncodedAddress {
  const path = Buffer.from(address.path, 'utf8')
  const abstract = path[0] === 0
  const terminated = path.length > 0 && !abstract && path.length < SUN_PATH_LENGTH
  const length = SUN_PATH + path.length + (terminated ? 1 : 0)
  const into = length > room.length ? Buffer.alloc(length) : room
  into[0] = DOMAINS.AF_UNIX
  into.set(path, SUN_PATH)
  return { bytes: into, length }
}

/**
 * Reads the socket address that a call wrote: AF_UNSPEC where it wrote nothing. AF_UNIX paths are read as UTF-8. An
 * address of a family that has no shape in {@link SocketAddress} is a {@link RequestError}.
 */
export function decodeAddress(bytes: Buffer, length: number): SocketAddress {
  const family = length < 2 ? DOMAINS.AF_UNSPEC : bytes.readUInt16LE(0)
  switch (family) {
    case DOMAINS.AF_INET:
      return { family: 'AF_INET', address: readIPv4(bytes, 4), port: bytes.readUInt16BE(2) }
    case DOMAINS.AF_INET6:
      return decodeInet6(bytes)
    case DOMAINS.AF_UNIX:
      return { family: 'AF_UNIX', path: decodePath(bytes.subarray(SUN_PATH, length)) }
    case DOMAINS.AF_UNSPEC:
      return { family: 'AF_UNSPEC' }
    default:
      throw new RequestError('an address family', Object.keys(DOMAINS).join(', '), family)
  }
}

function decodeInet6(bytes: Buffer): Inet6Address {
  const flowinfo = bytes.readUInt32BE(4)
  const scopeId = bytes.readUInt32LE(24)
  return {
    family: 'AF_INET6',
    address: readIPv6(bytes, 8),
    port: bytes.readUInt16BE(2),
    ...(flowinfo === 0 ? {} : { flowinfo }),
    ...(scopeId === 0 ? {} : { scopeId }),
  }
}

function decodePath(path: Buffer): string {
  const end = path[0] === 0 ? -1 : path.indexOf(0)
  return path.toString('utf8', 0, end === -1 ? path.length : end)
}
