import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { errorText } from '../errors.ts'
import type { Sysctls } from './plan.ts'

/**
 * Sysctls that every lab pins, because claims depend on them and a new namespace inherits some from the host.
 * The values are Linux's own defaults (ip-sysctl in the kernel documentation), but for `tcp_rfc1337`. One that this kernel
 * lacks is left out.
 */
const PINNED: Sysctls = {
  'core.somaxconn': '4096',
  'ipv4.ip_forward': '0',
  'ipv4.ip_local_port_range': '32768 60999',
  'ipv4.ip_local_reserved_ports': '',
  'ipv4.ip_unprivileged_port_start': '1024',
  'ipv4.tcp_abort_on_overflow': '0',
  'ipv4.tcp_congestion_control': 'reno',
  'ipv4.tcp_fin_timeout': '60',
  'ipv4.tcp_max_syn_backlog': '4096',
  'ipv4.tcp_migrate_req': '0',
  // An ACK that a busy machine delivers after the FIN that was sent behind it is answered from TIME_WAIT, and the RST that
  // comes of it would end TIME_WAIT (RFC 1337): no claim is to depend on that.
  'ipv4.tcp_rfc1337': '1',
  'ipv4.tcp_sack': '1',
  'ipv4.tcp_syn_linear_timeouts': '4',
  'ipv4.tcp_syn_retries': '6',
  'ipv4.tcp_synack_retries': '5',
  'ipv4.tcp_syncookies': '1',
  'ipv4.tcp_timestamps': '1',
  'ipv4.tcp_tw_reuse': '2',
  'ipv4.tcp_window_scaling': '1',
}

/** The names of the pinned sysctls. */
export const PINNED_SYSCTLS = Object.keys(PINNED).map((name) => `net.${name}`)

/** A sysctl that a plan asks for could not be set. */
export class SysctlError extends Error {
  override name = 'SysctlError'
}

const file = (name: string): string => `/proc/sys/net/${name.replaceAll('.', '/')}`

/** Whether this kernel has a sysctl. */
export function hasSysctl(name: string): boolean {
  return existsSync(file(name))
}

/**
 * The first of some sysctls that this kernel lacks; null if it has all. Those of an interface that a lab will have are
 * looked for as those of `lo`, which every namespace has: a user namespace does not show the `default` ones of neighbours.
 */
export function missingSysctl(wanted: Sysctls = {}): string | null {
  const ofLoopback = (name: string): string => name.replace(/\.(conf|neigh)\.[^.]+\./, '.$1.lo.')
  return Object.keys(wanted).find((name) => !hasSysctl(ofLoopback(name))) ?? null
}

/** Sets the pinned sysctls and then `wanted` in the namespace this thread is in; gives what they read afterwards. */
export function pinSysctls(wanted: Sysctls = {}): Readonly<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const [name, value] of Object.entries({ ...PINNED, ...wanted })) {
    if (!hasSysctl(name)) {
      if (name in wanted) throw new SysctlError(`This kernel has no sysctl net.${name}, which the lab needs.`)
      continue
    }
    if (readSysctl(name) !== value) writeSysctl(name, value)
    values[`net.${name}`] = readSysctl(name)
  }
  return values
}

/** Sets a sysctl of the namespace that this thread is in. */
export function writeSysctl(name: string, value: string): void {
  try {
    writeFileSync(file(name), value)
  } catch (error) {
    throw new SysctlError(`Cannot set net.${name} to «${value}» in this lab: ${errorText(error)}.`)
  }
}

/** Reads a sysctl of the namespace that this thread is in; white space between values is one blank. */
export function readSysctl(name: string): string {
  return readFileSync(file(name), 'utf8').trim().replace(/\s+/g, ' ')
}
