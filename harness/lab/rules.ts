import { runTool } from './command.ts'

/** The name of the table that holds the rules of a run. */
const TABLE = 'ip sockproof_run'

/** nftables rules, the chains of one table (nft(8)). */
export type Rules = string

/** Loads rules in the network namespace that this thread is in; they replace those loaded before. */
export function loadRules(rules: Rules): void {
  runTool('nft', ['-f', '-'], `table ${TABLE}\ndelete table ${TABLE}\ntable ${TABLE} {\n${rules}\n}\n`)
}

/** Takes out the rules that were loaded. */
export function dropRules(): void {
  runTool('nft', ['-f', '-'], `table ${TABLE}\ndelete table ${TABLE}\n`)
}
