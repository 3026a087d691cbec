import { TCP_STATES, type TcpInfo, type TcpState } from '../options.ts'
import type { Codec } from './option-codecs.ts'

/** Offsets in `struct tcp_info` (`linux/tcp.h`), whose fields only ever grow at the end; bytes, then u32, then u64. */
export const TCP_INFO_OFFSETS = {
  tcpi_state: 0,
  tcpi_retransmits: 2,
  tcpi_probes: 3,
  tcpi_backoff: 4,
  tcpi_rto: 8,
  tcpi_snd_mss: 16,
  tcpi_rcv_mss: 20,
  tcpi_unacked: 24,
  tcpi_sacked: 28,
  tcpi_lost: 32,
  tcpi_retrans: 36,
  tcpi_rtt: 68,
  tcpi_snd_cwnd: 80,
  tcpi_total_retrans: 100,
  tcpi_bytes_acked: 120,
  tcpi_bytes_received: 128,
  tcpi_segs_out: 136,
  tcpi_segs_in: 140,
  tcpi_notsent_bytes: 144,
} as const

type Field = keyof typeof TCP_INFO_OFFSETS

/** More than the structure of any kernel so far, which fills in what it has. */
const ROOM = 512

/**
 * `struct tcp_info` (tcp(7), `linux/tcp.h`). A field that an older kernel lacks reads as 0. It is read only: to set it
 * is asked with an int, for the kernel to refuse.
 */
export const tcpInfo: Codec<TcpInfo> = {
  room: ROOM,
  encode: () => Buffer.alloc(4),
  decode(bytes) {
    const u8 = (field: Field) => bytes.readUInt8(TCP_INFO_OFFSETS[field])
    const u32 = (field: Field) => bytes.readUInt32LE(TCP_INFO_OFFSETS[field])
    const u64 = (field: Field) => Number(bytes.readBigUInt64LE(TCP_INFO_OFFSETS[field]))
    return {
      state: tcpState(u8('tcpi_state')),
      retransmits: u8('tcpi_retransmits'),
      probes: u8('tcpi_probes'),
      backoff: u8('tcpi_backoff'),
      rtoMicroseconds: u32('tcpi_rto'),
      sndMss: u32('tcpi_snd_mss'),
      rcvMss: u32('tcpi_rcv_mss'),
      unacked: u32('tcpi_unacked'),
      sacked: u32('tcpi_sacked'),
      lost: u32('tcpi_lost'),
      retrans: u32('tcpi_retrans'),
      rttMicroseconds: u32('tcpi_rtt'),
      sndCwnd: u32('tcpi_snd_cwnd'),
      totalRetrans: u32('tcpi_total_retrans'),
      bytesAcked: u64('tcpi_bytes_acked'),
      bytesReceived: u64('tcpi_bytes_received'),
      segsOut: u32('tcpi_segs_out'),
      segsIn: u32('tcpi_segs_in'),
      notsentBytes: u32('tcpi_notsent_bytes'),
    }
  },
}

function tcpState(number: number): TcpState {
  return TCP_STATES[number] ?? 'NONE'
}
