import { execFileSync } from 'node:child_process'
import { interfaceIndex, waitUntilRunning } from '../../lab/netns/interface.ts'
import { Namespace } from '../../lab/netns/namespace.ts'
import { type Capture, openCapture } from '../capture.ts'

/** A namespace with an interface `eth0`, and the capture on it. */
interface CapturedHost {
  readonly namespace: Namespace
  readonly capture: Capture
}

/** Two namespaces joined by a veth pair: client 10.77.0.11 and fd77::11, server 10.77.0.12 and fd77::12. */
export class TwoHosts implements AsyncDisposable {
  readonly client: CapturedHost
  readonly server: CapturedHost

  constructor() {
    const client = Namespace.create()
    const server = Namespace.create()
    client.within(() => ip(`link add eth0 type veth peer name eth0 netns ${server.path}`))
    client.within(() => addresses(11))
    server.within(() => addresses(12))
    this.client = captured(client, 'client')
    this.server = captured(server, 'server')
    for (const namespace of [client, server]) {
      namespace.within(() => ip('link set lo up', 'link set eth0 up'))
    }
    for (const namespace of [client, server]) namespace.within(() => waitUntilRunning(['eth0']))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.client, this.server].map(({ capture }) => capture[Symbol.asyncDispose]()))
    this.client.namespace[Symbol.dispose]()
    this.server.namespace[Symbol.dispose]()
  }
}

/** Runs commands of ip(8) in the namespace that this thread is in. */
export function ip(...commands: string[]): void {
  execFileSync('ip', ['-batch', '-'], { input: `${commands.join('\n')}\n` })
}

function addresses(host: number): void {
  ip(`addr add 10.77.0.${host}/24 dev eth0`, `addr add fd77::${host}/64 dev eth0 nodad`)
}

function captured(namespace: Namespace, host: string): CapturedHost {
  const interfaceName = 'eth0'
  const capture = namespace.within(() =>
    openCapture({ interfaceName, interfaceIndex: interfaceIndex(interfaceName), host, link: 'lan' }),
  )
  return { namespace, capture }
}
