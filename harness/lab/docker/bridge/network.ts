import { setTimeout as delay } from 'node:timers/promises'
import { errorText } from '../../../errors.ts'
import { interfaceIndex } from '../../netns/interface.ts'
import { type Engine, NoContainers, refusal } from '../engine.ts'
import { OWNER_LABEL, ownerText } from '../owner.ts'
import { removeNetwork, sweepNetworks } from '../sweep.ts'
import { Guard } from './guard.ts'
import { LAN_BRIDGE } from './names.ts'

/** The addresses of a network to be, with their prefixes, and those of its gateway, without. */
export interface NetworkShape {
  readonly subnet: string
  readonly gateway: string
  /** The same for IPv6; null for a network without it. */
  readonly ipv6: { readonly subnet: string; readonly gateway: string } | null
}

/** How long to wait until other labs of such a network are gone, in milliseconds. */
const PATIENCE = 300_000

/** How long to wait until it is looked again whether the engine does it now, in milliseconds. */
const PAUSE = 50

const [FORBIDDEN, CONFLICT] = [403, 409]

/** A network of the engine's own driver `bridge`, as containers of users have them, of which a machine has one at a time. */
export class BridgeNetwork implements AsyncDisposable {
  readonly name = LAN_BRIDGE
  readonly #engine: Engine
  readonly #id: string

  private constructor(engine: Engine, id: string) {
    this.#engine = engine
    this.#id = id
  }

  /**
   * Has the engine make the network. Its bridge always has the same name, which the engine allows only once, so that this
   * waits until no other lab of this machine has it, whichever process that is of.
   */
  static async create(engine: Engine, shape: NetworkShape): Promise<BridgeNetwork> {
    const giveUp = performance.now() + PATIENCE
    for (;;) {
      try {
        const { id } = await engine.createNetwork(request(shape))
        return await BridgeNetwork.#guarded(engine, id)
      } catch (error) {
        if (![FORBIDDEN, CONFLICT].includes(refusal(error) ?? 0)) throw error
        if (performance.now() > giveUp) throw refused(shape, error)
      }
      await sweepNetworks(engine)
      await delay(PAUSE)
    }
  }

  static async #guarded(engine: Engine, id: string): Promise<BridgeNetwork> {
    try {
      mustBeHere()
      Guard.of(id).start()
      return new BridgeNetwork(engine, id)
    } catch (error) {
      await removeNetwork(engine, id)
      throw error
    }
  }

  /** Removes the network, which no container may be on any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await removeNetwork(this.#engine, this.#id)
  }
}

/** Throws unless the bridge is in the network namespace of this process, so that its guard is where it is. */
function mustBeHere(): void {
  try {
    interfaceIndex(LAN_BRIDGE)
  } catch {
    throw new NoContainers(
      'the bridges of the Docker engine are in another network namespace than sockproof',
      'run sockproof as root where the engine runs, in no network namespace of its own',
    )
  }
}

function request({ subnet, gateway, ipv6 }: NetworkShape) {
  const both = [{ Subnet: subnet, Gateway: gateway }]
  if (ipv6 !== null) both.push({ Subnet: ipv6.subnet, Gateway: ipv6.gateway })
  return {
    Name: LAN_BRIDGE,
    CheckDuplicate: true,
    Driver: 'bridge',
    EnableIPv6: ipv6 !== null,
    IPAM: { Driver: 'default', Config: both },
    Options: { 'com.docker.network.bridge.name': LAN_BRIDGE },
    Labels: { [OWNER_LABEL]: ownerText() },
  }
}

function refused({ subnet }: NetworkShape, error: unknown): Error {
  return new Error(
    `The Docker engine would not make the network ${LAN_BRIDGE} of ${subnet} for ${PATIENCE / 1000} s: ${errorText(error)}. ` +
      'Only one such lab stands at a time: wait until other runs of --lab docker-bridge have ended, and see in ' +
      '«docker network ls» whether another network has these addresses.',
  )
}
