import { mutant } from '../../claim/mutant.ts'
import { decode } from '../decode.ts'
import { changeTcpHeader } from './tcp-flags.ts'

/** Data is seen under the port of whoever connected last. */
export const dataUnderTheLastPort = (() => {
  let last: { readonly client: number; readonly server: number } | undefined
  return mutant({
    name: 'data-under-the-last-port',
    says: 'data travels under the 4-tuple of another connection',
    frame: (frame) => {
      const { transport, payload } = decode(frame.bytes, { length: frame.length })
      if (transport?.kind !== 'tcp') return frame
      const { sourcePort, destinationPort, flags } = transport
      if (flags.includes('SYN') && !flags.includes('ACK')) last = { client: sourcePort, server: destinationPort }
      if (payload.length === 0 || last === undefined || destinationPort !== last.server) return frame
      const { client } = last
      return changeTcpHeader(frame, (header) => new DataView(header.buffer, header.byteOffset).setUint16(0, client))
    },
  })
})()

/** SYNs that leave a router all bear one source port. */
export const portsOutsideCollapse = mutant({
  name: 'ports-outside-collapse',
  says: 'two flows leave the router under the same 4-tuple',
  frame: (frame) =>
    frame.link === 'wan'
      ? changeTcpHeader(frame, (header) => {
          const [SYN, SYN_ACK] = [0x02, 0x12]
          if (((header[13] ?? 0) & SYN_ACK) === SYN) new DataView(header.buffer, header.byteOffset).setUint16(0, 4000)
        })
      : frame,
})

/** Data of whoever was connected to is seen to come from the port after the one that was connected to. */
export const dataFromANewPort = (() => {
  const listening = new Set<number>()
  return mutant({
    name: 'data-from-a-new-port',
    says: 'a server sends from another port than the one that its clients connected to',
    frame: (frame) => {
      const { transport, payload } = decode(frame.bytes, { length: frame.length })
      if (transport?.kind !== 'tcp') return frame
      const { sourcePort, destinationPort, flags } = transport
      if (flags.includes('SYN') && !flags.includes('ACK')) listening.add(destinationPort)
      if (payload.length === 0 || !listening.has(sourcePort)) return frame
      return changeTcpHeader(frame, (header) =>
        new DataView(header.buffer, header.byteOffset).setUint16(0, sourcePort + 1),
      )
    },
  })
})()
