import { type Mutant, mutant } from '../../claim/mutant.ts'

/** A lab whose hosts have one sysctl otherwise than asked for. */
export function sysctlSetTo(sysctl: string, value: string, says: string): Mutant {
  return mutant({
    name: `${(sysctl.split('.').at(-1) ?? '').replaceAll('_', '-')}-${value}`,
    says,
    lab: (plan) => ({ ...plan, sysctls: { ...plan.sysctls, [sysctl]: value } }),
  })
}

/** Kernels that keep no connection in TIME_WAIT. */
export const noTimeWait = sysctlSetTo(
  'ipv4.tcp_max_tw_buckets',
  '0',
  'the closer does not keep the connection in TIME_WAIT',
)

/** Kernels that answer every SYN with a SYN cookie. */
export const everySynGetsACookie = sysctlSetTo(
  'ipv4.tcp_syncookies',
  '2',
  'the server answers every SYN with a cookie, and keeps no half-open connection',
)
