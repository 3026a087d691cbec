import { inet } from '../../address.ts'
import type { Stack } from '../../calls.ts'

/** Sends a datagram to the whole network of a lab’s LAN, as a stack that tells of itself might. */
export async function announce(real: Stack): Promise<void> {
  const announcer = await real.socket({ domain: 'AF_INET', type: 'SOCK_DGRAM' })
  if (announcer.errno !== null) return
  await real.setsockopt({ fd: announcer.value, option: 'SO_BROADCAST', value: true })
  await real.sendto({ fd: announcer.value, bytes: Buffer.from('here'), to: inet('10.77.0.255', 9) })
  await real.close({ fd: announcer.value })
}
