import { runTool } from '../../command.ts'
import { LAN_BRIDGE, WAN_INTERFACE } from './names.ts'

/**
 * Rules that keep a lab from the world: the engine's machine forwards what comes from the lab's bridge, or is for it, only
 * inside the lab. They are a table of their own (nft(8)), beside the engine's, of which they change nothing; of what they
 * let through the engine's rules decide.
 */
export class Guard {
  readonly #table: string

  private constructor(table: string) {
    this.#table = table
  }

  /** The guard of a network that the engine knows by an id. */
  static of(networkId: string): Guard {
    return new Guard(`inet sockproof_${networkId.slice(0, 12)}`)
  }

  /** Begins to guard. */
  start(): void {
    const inside = `{ "${LAN_BRIDGE}", "${WAN_INTERFACE}" }`
    runTool(
      'nft',
      ['-f', '-'],
      `table ${this.#table} {
  chain forward {
    type filter hook forward priority filter - 10; policy accept;
    iifname ${inside} oifname != ${inside} drop
    oifname ${inside} iifname != ${inside} drop
  }
}
`,
    )
  }

  /** Ends guarding, if it had begun. */
  end(): void {
    // To name a table makes it, so that it can be deleted whether or not it was there.
    runTool('nft', ['-f', '-'], `table ${this.#table}\ndelete table ${this.#table}\n`)
  }
}
