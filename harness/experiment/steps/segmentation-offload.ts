import { runTool } from '../../lab/command.ts'
import type { Host } from '../host.ts'

/** How many segments Linux gives to a network card in one packet unless it is told otherwise. */
const MOST_SEGMENTS = 65_535

/**
 * Whether connections that the host opens from now on leave it to the network card to cut data into segments (TCP
 * segmentation offload). The interfaces of a lab begin without; nobody ever cuts what leaves with it, for a virtual
 * link carries packets of any size.
 */
export function offloadSegmentation(host: Host, isOn: boolean): void {
  const command = `link set eth0 gso_max_segs ${isOn ? MOST_SEGMENTS : 1}`
  host.within(() => runTool('ip', command.split(' ')))
  host.note(`ip ${command}`)
}
