import { readFileSync } from 'node:fs'
import { type Duplex, PassThrough, type Readable, type Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { errorText } from '../../errors.ts'
import { withThreads } from '../../sockets/agent/libc/threads.ts'
import { type Engine, type EngineContainer, NoContainers, refusal } from './engine.ts'
import { OWNER_LABEL, ownerText } from './owner.ts'
import { removeContainer } from './sweep.ts'

/** What a container is to be. */
export interface ContainerOptions {
  readonly image: string
  /** Its name in the engine, which must be free. */
  readonly name: string
  /** The name that the machine has for its programs (gethostname(2)). */
  readonly hostname: string
  /** The network of the engine's that it is on; by default none. */
  readonly network?: ContainerNetwork
}

/** How a container is on a network of the engine's. */
export interface ContainerNetwork {
  /** The network, as the engine knows it. */
  readonly name: string
  /** The addresses that the engine is to give it; an IPv6 one only where the network has IPv6. */
  readonly address: string
  readonly address6: string | null
  readonly hardwareAddress: string
}

/** A container could not be started. */
export class ContainerError extends Error {
  override name = 'ContainerError'
}

/** What a container may do beyond what any may: set up its network, as claims about privileged options do. */
const CAPABILITIES = ['NET_ADMIN', 'NET_RAW']

/**
 * A container whose main process reads our requests. It is made so that it cannot outlive us: its standard input is the
 * connection that we are attached by, so when this process ends, in whatever way, the input ends, the main process ends
 * with it, and the engine removes the container.
 */
export class HostContainer implements AsyncDisposable {
  readonly name: string
  /** The main process, by its number on this machine. */
  readonly pid: number
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Resolves when the container is gone: how that came, in words that name it. */
  readonly ended: Promise<string>
  readonly #id: string

  private constructor(name: string, pid: number, id: string, pipes: Pipes, ended: Promise<string>) {
    this.name = name
    this.pid = pid
    this.#id = id
    this.stdin = pipes.stdin
    this.stdout = pipes.stdout
    this.stderr = pipes.stderr
    this.ended = ended
  }

  /**
   * Makes and starts a container. Throws a {@link ContainerError}, or {@link NoContainers} if its processes are not processes
   * of this machine.
   */
  static async start(engine: Engine, options: ContainerOptions): Promise<HostContainer> {
    try {
      return await HostContainer.#start(engine, options)
    } catch (error) {
      if (error instanceof NoContainers) throw error
      const what = refusal(error) === undefined ? 'the Docker engine went away' : 'the Docker engine refused'
      const reason = error instanceof ContainerError ? error.message : `${what}: ${errorText(error).trim()}`
      throw new ContainerError(`The container ${options.name} could not be started: ${reason}`)
    }
  }

  static async #start(engine: Engine, { image, name, hostname, network }: ContainerOptions): Promise<HostContainer> {
    const container = await engine.createContainer({
      name,
      Image: image,
      Hostname: hostname,
      // With too few threads the agent would start itself again.
      Env: Object.entries(withThreads({})).map(([variable, value]) => `${variable}=${value}`),
      Labels: { [OWNER_LABEL]: ownerText() },
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      HostConfig: {
        AutoRemove: true,
        NetworkMode: network?.name ?? 'none',
        CapAdd: CAPABILITIES,
        LogConfig: { Type: 'none', Config: {} },
      },
      ...(network === undefined ? {} : onNetwork(network)),
    })
    try {
      const pipes = await attach(container)
      const ended = endOf(name, container)
      await container.start()
      const { State } = await container.inspect()
      if (!State.Running) throw new ContainerError(await ended)
      mustBeHere(State.Pid, container.id)
      return new HostContainer(name, State.Pid, container.id, pipes, ended)
    } catch (error) {
      // If not even that can be asked of the engine, the next process does it.
      await removeContainer(engine, container.id).catch(() => {})
      throw error
    }
  }

  /** Ends the main process at once, whether or not the engine still answers. */
  kill(): void {
    try {
      if (isOf(this.pid, this.#id)) process.kill(this.pid, 'SIGKILL')
    } catch {
      // It has ended meanwhile.
    }
  }

  /** Ends the container and waits until the engine has removed it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill()
    await this.ended
    this.stdin.end()
  }
}

function onNetwork({ name, address, address6, hardwareAddress: MacAddress }: ContainerNetwork) {
  const IPAMConfig = { IPv4Address: address, ...(address6 === null ? {} : { IPv6Address: address6 }) }
  // Engines before API version 1.44 read the Ethernet address of the container, later ones that of the endpoint.
  return { MacAddress, NetworkingConfig: { EndpointsConfig: { [name]: { IPAMConfig, MacAddress } } } }
}

interface Pipes {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
}

/** The standard streams of a container's main process, which is not started yet, so that nothing of them is missed. */
async function attach(container: EngineContainer): Promise<Pipes> {
  const both = { stdin: true, stdout: true, stderr: true }
  const stream = (await container.attach({ stream: true, hijack: true, ...both })) as Duplex
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  container.modem.demuxStream(stream, stdout, stderr)
  stream.on('close', () => {
    stdout.end()
    stderr.end()
  })
  // That the connection broke is told by how the container ended.
  stream.on('error', () => {})
  return { stdin: stream, stdout, stderr }
}

/** How a container ends, in words; it never rejects. */
async function endOf(name: string, container: EngineContainer): Promise<string> {
  try {
    const { StatusCode } = JSON.parse(await text(await waiting(container))) as { StatusCode: number }
    return `the container ${name} ended with status ${StatusCode}`
  } catch (error) {
    return `the Docker engine went away while the container ${name} ran: ${errorText(error)}`
  }
}

/**
 * What the engine says when the container has been removed, as it comes: container.wait() would never settle when the
 * engine goes away meanwhile, because it has begun its answer.
 */
function waiting(container: EngineContainer): Promise<Readable> {
  const request = {
    path: `/containers/${container.id}/wait?`,
    options: { condition: 'removed' },
    method: 'POST',
    isStream: true,
    statusCodes: { 200: true },
  }
  return new Promise((resolve, reject) => {
    container.modem.dial(request, (error: unknown, answer: Readable) => (error ? reject(error) : resolve(answer)))
  })
}

/** Throws unless the main process is one of this machine: an engine may run on another one, also on a virtual one. */
function mustBeHere(pid: number, id: string): void {
  if (isOf(pid, id)) return
  throw new NoContainers(
    'the Docker engine runs its containers on another machine, or on a virtual one as Docker Desktop does',
    'use an engine on this machine itself (apt-get install docker.io), and run as root',
  )
}

/** Whether a process of this machine is in the control group of a container (cgroups(7)). */
function isOf(pid: number, id: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(id)
  } catch {
    return false
  }
}
