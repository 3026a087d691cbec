import { runTool } from '../command.ts'
import type { Machine } from '../machine.ts'
import type { RouterRules } from '../plan.ts'

/** nftables rules that translate what leaves by `eth1` (nft(8), section NAT statements). */
export function translationRules(rules: RouterRules): string {
  const ports = rules.ports === undefined ? '' : ` to :${rules.ports.join('-')}`
  const translate = {
    masquerade: `oifname "eth1" meta l4proto { tcp, udp } masquerade${ports}${rules.random ? ' random' : ''}`,
    // Conntrack follows the flows all the same, so that the table can be read.
    none: 'oifname "eth1" ct state new accept',
  }[rules.translation]
  return `table ip sockproof {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ${translate}
  }
${rules.forwards === undefined ? '' : forwarding(rules.forwards)}}
`
}

function forwarding({ from, port, to }: NonNullable<RouterRules['forwards']>): string {
  return `  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    iifname "${from === 'outside' ? 'eth1' : 'eth0'}" meta l4proto { tcp, udp } th dport ${port} dnat to ${to}
  }
`
}

/** Makes a machine translate; gives its rules, for the description of the lab. */
export function startTranslating(rules: RouterRules, router: Pick<Machine, 'within'>): readonly string[] {
  const ruleset = translationRules(rules)
  router.within(() => runTool('nft', ['-f', '-'], ruleset))
  return [`Rules of the router (nft):\n${ruleset}`]
}
