import { randomInt } from 'node:crypto'
import { accessSync, constants, readFileSync } from 'node:fs'
import koffi from 'koffi'
import type { AgentInterface } from '../agent/protocol.ts'
import { writeIPv4 } from '../libc/ipv4.ts'
import { writeIPv6 } from '../libc/ipv6.ts'
import { IP6_ADDR_PREFERRED, IP6_ADDR_SIZE, NETIF, NETIF_FLAG_MLD6 } from './layout.ts'
import { addressIn, lwip, withCoreLocked } from './liblwip.ts'
import { lengthenPoolBuffers } from './pbuf-pool.ts'

const TUN = '/dev/net/tun'

const NETIF_INIT = koffi.proto('int8_t LwipNetifInit(void *netif)')

/** `struct netif` of the interfaces: lwIP keeps their addresses until the process ends. */
const netifs: Buffer[] = []

/**
 * Starts lwIP in this process, with a loopback interface and one that is the TAP device of that name in the network
 * namespace of this process. Once a process; lwIP's threads end with it.
 */
export function startLwip(device: string, described: AgentInterface): void {
  checkDevice(device)
  lengthenPoolBuffers()
  // lwIP draws its ports and initial sequence numbers from rand(), which otherwise gives each process the same ones.
  koffi.load(null).func('void srand(unsigned int seed)')(randomInt(2 ** 32 - 1))
  lwip('tcpip_init')(null, null)
  withCoreLocked(() => {
    addLoopback()
    addTap(device, described)
  })
}

/** lwIP's driver would make a device that is not there, and would end the process if it cannot open one. */
function checkDevice(device: string): void {
  const there = readFileSync('/proc/thread-self/net/dev', 'utf8').split('\n')
  if (!there.some((line) => line.trimStart().startsWith(`${device}:`))) {
    throw new Error(
      `lwIP was to use the TAP device ${device}, but there is no interface of that name in the network namespace of its ` +
        `process; make one with "ip tuntap add ${device} mode tap".`,
    )
  }
  try {
    accessSync(TUN, constants.R_OK | constants.W_OK)
  } catch (error) {
    throw new Error(`lwIP opens its TAP device by ${TUN}, which it may not read and write.`, { cause: error })
  }
}

/**
 * Debian's lwIP can loop packets back but leaves the interface for 127.0.0.1 to the program (LWIP_HAVE_LOOPIF in its
 * lwipopts.h); this is one like that of the Hurd's TCP/IP server, for which Debian builds lwIP: what is sent comes back.
 */
function addLoopback(): void {
  const netif = newNetif()
  const looped = addressIn('netif_loop_output')
  // Its third argument, the next hop, is one that netif_loop_output() does not have and does not look at.
  const init = koffi.register(() => {
    netif.writeBigUInt64LE(looped, NETIF.output)
    netif.writeBigUInt64LE(looped, NETIF.output_ip6)
    netif.write('lo', NETIF.name, 'latin1')
    netif.writeUInt16LE(0xffff, NETIF.mtu)
    netif.writeUInt16LE(0xffff, NETIF.mtu6)
    return 0
  }, koffi.pointer(NETIF_INIT))
  add(netif, { address: '127.0.0.1', prefix: 8, gateway: '127.0.0.1' }, init)
  koffi.unregister(init)
  addIPv6(netif, ['::1'])
  lwip('netif_set_link_up')(netif)
  switchOn(netif)
}

function addTap(device: string, { hardwareAddress, mtu, addresses, gateway }: AgentInterface): void {
  const netif = newNetif()
  const own = addresses.filter(({ family }) => family === 'AF_INET')
  if (own.length > 1) throw new Error(`An interface of lwIP has one IPv4 address; this was to have ${own.length}.`)
  const { address, prefix } = own[0] ?? { address: '0.0.0.0', prefix: 32 }
  process.env.PRECONFIGURED_TAPIF = device
  add(netif, { address, prefix, gateway: gateway ?? '0.0.0.0' }, addressIn('tapif_init'))
  netif.set(Buffer.from(hardwareAddress.replaceAll(':', ''), 'hex'), NETIF.hwaddr)
  netif.writeUInt16LE(mtu, NETIF.mtu)
  netif.writeUInt16LE(mtu, NETIF.mtu6)
  // Without it lwIP does not listen for those who look for its IPv6 addresses, and its driver does not switch it on.
  netif.writeUInt8(netif.readUInt8(NETIF.flags) | NETIF_FLAG_MLD6, NETIF.flags)
  addIPv6(
    netif,
    addresses.flatMap(({ family, address }) => (family === 'AF_INET6' ? [address] : [])),
  )
  if (gateway !== null) lwip('netif_set_default')(netif)
  switchOn(netif)
}

function newNetif(): Buffer {
  const netif = Buffer.alloc(NETIF.size)
  netifs.push(netif)
  return netif
}

function add(netif: Buffer, ipv4: { address: string; prefix: number; gateway: string }, init: bigint): void {
  const added = lwip('netif_add')(
    netif,
    bytesOf(ipv4.address),
    netmask(ipv4.prefix),
    bytesOf(ipv4.gateway),
    null,
    init,
    addressIn('tcpip_input'),
  ) as bigint | null
  if (added === null) throw new Error('lwIP did not take the interface: netif_add() gave NULL.')
}

/** Addresses that are the interface's from now on: nobody else in a lab can have them. */
function addIPv6(netif: Buffer, addresses: readonly string[]): void {
  for (const [index, address] of addresses.entries()) {
    const bytes = Buffer.alloc(IP6_ADDR_SIZE)
    writeIPv6(address, bytes, 0)
    lwip('netif_ip6_addr_set')(netif, index, bytes)
    lwip('netif_ip6_addr_set_state')(netif, index, IP6_ADDR_PREFERRED)
  }
}

/** The interface works from now on, and looks for no routers: its addresses are given. */
function switchOn(netif: Buffer): void {
  lwip('netif_set_up')(netif)
  netif.writeUInt8(0, NETIF.rs_count)
  netif.writeUInt8(0, NETIF.ip6_autoconfig_enabled)
}

function bytesOf(address: string): Buffer {
  const bytes = Buffer.alloc(4)
  writeIPv4(address, bytes, 0)
  return bytes
}

function netmask(prefix: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(prefix === 0 ? 0 : (0xffff_ffff << (32 - prefix)) >>> 0)
  return bytes
}
