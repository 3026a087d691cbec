import { mapMemory, mustCall, unmapMemory } from '../sockets/libc/ffi.ts'

/** How much memory a capture has. A slot holds one frame; what does not fit into it is cut off. */
export interface RingSize {
  /** Bytes a slot, 66 of them for the header of the kernel; a power of two from 256 to 65536. */
  readonly slotBytes: number
  /** Slots times bytes is a multiple of 65536, the unit in which the kernel allocates. */
  readonly slots: number
}

/** A frame as the kernel put it into the ring (packet(7)). */
export interface RingFrame {
  /** Nanoseconds since the Unix epoch, CLOCK_REALTIME. */
  readonly at: bigint
  /** Length on the wire. */
  readonly length: number
  readonly bytes: Uint8Array
  /** `sll_pkttype`: 4 is an outgoing frame. */
  readonly packetType: number
  /** `sll_hatype`: 772 is the loopback interface. */
  readonly hardwareType: number
}

const SOL_PACKET = 263
const PACKET_RX_RING = 5
const PACKET_VERSION = 10
const TPACKET_V2 = 1
const BLOCK_BYTES = 65_536
const TP_STATUS_KERNEL = 0
const TP_STATUS_USER = 1
const TP_STATUS_VLAN_VALID = 1 << 4
const TP_STATUS_VLAN_TPID_VALID = 1 << 6

/** A receive ring that a packet socket shares with the kernel (PACKET_RX_RING, TPACKET_V2). */
export class Ring {
  readonly #size: RingSize
  #memory: { pointer: bigint; bytes: Uint8Array } | null
  #next = 0

  /** Gives the socket its ring. Nothing is captured before the socket is bound. */
  constructor(fd: number, size: RingSize) {
    checkSize(size)
    this.#size = size
    mustCall('setsockopt', fd, SOL_PACKET, PACKET_VERSION, words(TPACKET_V2), 4)
    const bytes = size.slotBytes * size.slots
    const request = words(BLOCK_BYTES, bytes / BLOCK_BYTES, size.slotBytes, size.slots)
    mustCall('setsockopt', fd, SOL_PACKET, PACKET_RX_RING, request, request.byteLength)
    this.#memory = mapMemory(fd, bytes)
  }

  /** Takes out the frames that were captured before the call: at most as many as the ring has slots. */
  take(): RingFrame[] {
    const frames: RingFrame[] = []
    if (this.#memory === null) return frames
    const { buffer } = this.#memory.bytes
    const { slotBytes, slots } = this.#size
    while (frames.length < slots) {
      const status = new Uint32Array(buffer, this.#next * slotBytes, 1)
      if ((Atomics.load(status, 0) & TP_STATUS_USER) === 0) break
      frames.push(readSlot(new DataView(buffer, this.#next * slotBytes, slotBytes)))
      Atomics.store(status, 0, TP_STATUS_KERNEL)
      this.#next = (this.#next + 1) % slots
    }
    return frames
  }

  /** Gives the memory back, after which there is nothing to take. */
  unmap(): void {
    if (this.#memory === null) return
    const { pointer } = this.#memory
    this.#memory = null
    unmapMemory(pointer, this.#size.slotBytes * this.#size.slots)
  }
}

/** Copies a frame out of its slot: `struct tpacket2_hdr`, at 32 `struct sockaddr_ll`, at `tp_mac` the frame. */
function readSlot(slot: DataView): RingFrame {
  const status = slot.getUint32(0, true)
  const start = slot.byteOffset + slot.getUint16(12, true)
  const bytes = new Uint8Array(slot.buffer, start, slot.getUint32(8, true)).slice()
  const tagged = (status & TP_STATUS_VLAN_VALID) !== 0
  const tagProtocol = (status & TP_STATUS_VLAN_TPID_VALID) !== 0 ? slot.getUint16(26, true) : 0x8100
  return {
    at: BigInt(slot.getUint32(16, true)) * 1_000_000_000n + BigInt(slot.getUint32(20, true)),
    length: slot.getUint32(4, true) + (tagged ? 4 : 0),
    bytes: tagged ? withTag(bytes, tagProtocol, slot.getUint16(24, true)) : bytes,
    packetType: slot.getUint8(42),
    hardwareType: slot.getUint16(40, true),
  }
}

/** Puts an 802.1Q tag back to where the kernel took it from before it gave the frame to us. */
function withTag(bytes: Uint8Array, protocol: number, control: number): Uint8Array {
  const tag = [protocol >> 8, protocol & 0xff, control >> 8, control & 0xff]
  return Uint8Array.from([...bytes.subarray(0, 12), ...tag, ...bytes.subarray(12)])
}

function checkSize({ slotBytes, slots }: RingSize): void {
  const isPowerOfTwo = Number.isInteger(Math.log2(slotBytes))
  const isWhole = Number.isInteger(slots) && slots > 0 && (slotBytes * slots) % BLOCK_BYTES === 0
  if (isPowerOfTwo && slotBytes >= 256 && slotBytes <= BLOCK_BYTES && isWhole) return
  throw new RangeError(
    `A ring of ${slots} slots of ${slotBytes} bytes: expected a power of two from 256 to 65536 bytes a slot, and slots × bytes a multiple of 65536.`,
  )
}

function words(...values: number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer)
}
