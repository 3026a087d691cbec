const AF_PACKET = 17

/** Every protocol (`linux/if_ether.h`). */
const ETH_P_ALL = 3

/** `struct sockaddr_ll` of an interface and all protocols, for packet sockets (packet(7)). */
export function linkLayerAddress(interfaceIndex: number): Uint8Array {
  const address = Buffer.alloc(20)
  address.writeUInt16LE(AF_PACKET, 0)
  address.writeUInt16BE(ETH_P_ALL, 2)
  address.writeInt32LE(interfaceIndex, 4)
  return address
}
