import koffi from 'koffi'
import { call, mustCall } from '../../sockets/libc/ffi.ts'

const AF_INET_DGRAM = [2, 2 | 0o2000000] as const
const SIOCETHTOOL = 0x8946
const ETHTOOL_STXCSUM = 0x17
const IFREQ = { data: 16, size: 40 } as const

/**
 * Has the kernel compute the checksums of what leaves by an interface of the namespace that this thread is in, instead of
 * leaving them to a network card that a virtual interface does not have (`linux/ethtool.h`; `ethtool --offload … tx off`).
 */
export function computeChecksums(interfaceName: string): void {
  // struct ethtool_value: the command and its value, here off.
  const value = Uint32Array.of(ETHTOOL_STXCSUM, 0)
  const ifreq = Buffer.alloc(IFREQ.size)
  ifreq.write(interfaceName, 0, IFREQ.data - 1, 'latin1')
  ifreq.writeBigUInt64LE(koffi.address(value), IFREQ.data)
  const fd = mustCall('socket', ...AF_INET_DGRAM, 0)
  try {
    mustCall('ioctl', fd, SIOCETHTOOL, ifreq)
  } finally {
    call('close', fd)
  }
}
