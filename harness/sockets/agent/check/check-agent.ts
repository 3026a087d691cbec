import { Patience } from '../../../experiment/patience.ts'
import type { AgentPipes } from '../connection.ts'
import { type AgentNetwork, type AgentSelf, helloValue, PROTOCOL_VERSION } from '../protocol.ts'
import { Conversation, ConversationOver } from './conversation.ts'
import { Dialogue, NothingToGoOnWith } from './dialogue.ts'
import type { Exchange } from './exchange.ts'
import type { Fault } from './fault.ts'
import { noHello } from './faults.ts'
import type { Place } from './place.ts'
import type { Scene } from './scene.ts'
import { SCENES } from './scenes.ts'
import { unknownNames } from './unknown-names.ts'

/** An agent that was started, and the network that it has. */
export interface StartedAgent extends AsyncDisposable {
  readonly pipes: AgentPipes
  /** null if it is only asked what it is. */
  readonly network: AgentNetwork | null
  readonly place: Place
}

/**
 * Starts the agent anew: with no network, to ask what it is, or with what it says that it needs. Disposing of what was
 * started leaves nothing of its network behind; the process has ended then.
 */
export type StartAgent = (self: AgentSelf | null) => Promise<StartedAgent>

/** What came of one scene. */
export interface SceneReport {
  readonly name: string
  readonly exchanges: readonly Exchange[]
  /** What is wrong with no request in particular, for example how it ended. */
  readonly faults: readonly Fault[]
  /** Why not all of it, or none, was asked; null if all was. */
  readonly notAsked: string | null
}

/** What a check found. */
export interface CheckReport {
  /** null if it did not say what it is. */
  readonly self: AgentSelf | null
  readonly scenes: readonly SceneReport[]
}

/** How to check. */
export interface CheckSettings {
  readonly start: StartAgent
  /** How long a result may take, at the least, in milliseconds. */
  readonly patience: number
  readonly signal: AbortSignal
  /** What to ask besides hello; everything if not given. */
  readonly scenes?: readonly Scene[]
  /** Told of each scene when it is over. */
  readonly told?: (scene: SceneReport, self: AgentSelf | null) => void
}

/** Asks an agent for all that it declares and tells what departs from the protocol (docs/agent-protocol.md). */
export async function checkAgent(settings: CheckSettings): Promise<CheckReport> {
  const scenes: SceneReport[] = []
  let self: AgentSelf | null = null
  const keep = (report: SceneReport): void => {
    scenes.push(report)
    settings.told?.(report, self)
  }
  const opening = await converse(settings, null, 'hello', async (conversation) => {
    self = await greet(conversation, null)
  })
  keep(opening)
  const known: AgentSelf | null = self
  if (known === null) return { self, scenes }
  for (const scene of settings.scenes ?? SCENES) keep(await perform(settings, scene, known))
  return { self, scenes }
}

async function perform(settings: CheckSettings, scene: Scene, self: AgentSelf): Promise<SceneReport> {
  const lacking = lack(scene, self)
  if (lacking !== null) return { name: scene.name, exchanges: [], faults: [], notAsked: lacking }
  return converse(settings, self, scene.name, async (conversation, { network, place }) => {
    if ((await greet(conversation, network)) === null) return
    await scene.play(new Dialogue(conversation, self, place))
  })
}

function lack({ needs, types = [] }: Scene, self: AgentSelf): string | null {
  const lacking = [
    ...needs.filter((call) => !self.calls.includes(call)),
    ...types.filter((type) => !self.types.includes(type)),
    ...(needs.includes('socket') && !self.families.includes('AF_INET') ? ['AF_INET'] : []),
  ]
  return lacking.length === 0 ? null : `It does not declare ${lacking.join(', ')}.`
}

/** Says hello; gives what the agent is, null if that cannot be read. */
async function greet(conversation: Conversation, network: AgentNetwork | null): Promise<AgentSelf | null> {
  const hello = conversation.ask('hello', { protocol: PROTOCOL_VERSION, network })
  await conversation.answer(hello)
  if (hello.result !== null && hello.result.value === undefined) hello.faults.push(noHello(hello))
  const self = helloValue.safeParse(hello.result?.value).data ?? null
  const unknown = self === null ? [] : unknownNames(self)
  if (unknown.length > 0) {
    hello.remark = `The protocol has no ${unknown.join(', ')}: what is not known by its name is never asked for.`
  }
  return self
}

/** Starts the agent, talks to it, and has it end. */
async function converse(
  { start, patience, signal }: CheckSettings,
  self: AgentSelf | null,
  name: string,
  talk: (conversation: Conversation, started: StartedAgent) => Promise<void>,
): Promise<SceneReport> {
  await using started = await start(self)
  await using conversation = new Conversation(started.pipes, new Patience(patience, signal), self)
  const { exchanges, faults } = conversation
  try {
    await talk(conversation, started)
  } catch (error) {
    if (error instanceof ConversationOver) return { name, exchanges, faults, notAsked: error.message }
    if (!(error instanceof NothingToGoOnWith)) throw error
    await conversation.finish()
    return { name, exchanges, faults, notAsked: error.message }
  }
  await conversation.finish()
  return { name, exchanges, faults, notAsked: null }
}
