import { runTool } from '../command.ts'

/**
 * Makes the switches of the namespace that this thread is in lose every so-many-th UDP datagram (nft(8), numgen); gives
 * the rules, for the description of the lab.
 */
export function startLosing(every: number): readonly string[] {
  const ruleset = `table bridge sockproof {
  chain loss {
    type filter hook forward priority 0; policy accept;
    meta protocol ip ip protocol udp numgen inc mod ${every} ${every - 1} drop
  }
}
`
  runTool('nft', ['-f', '-'], ruleset)
  return [`Rules of the switch (nft):\n${ruleset}`]
}
