import { runTool } from '../../lab/command.ts'
import type { Host } from '../host.ts'

/** The name that a host of a LAN gives its interface. */
const INTERFACE = 'eth0'

/**
 * Pulls the cable of a host of a LAN: frames in both directions are lost, and nobody is told. Its sockets and programs
 * stay as they are (ip-link(8)).
 */
export function pullCable(host: Host): void {
  host.within(() => runTool('ip', ['link', 'set', INTERFACE, 'down']))
  host.note('its cable is pulled')
}

/** Plugs the cable in again. */
export function plugCable(host: Host): void {
  host.within(() => runTool('ip', ['link', 'set', INTERFACE, 'up']))
  host.note('its cable is plugged in')
}
