import { mutant } from '../../claim/mutant.ts'
import { decode } from '../../wire/decode.ts'
import type { ConntrackEntry } from '../state/conntrack.ts'

/** A router that forwards packets as they are: the server sees private addresses. */
export const routerDoesNotTranslate = mutant({
  name: 'router-does-not-translate',
  says: 'the router forwards packets without translating them',
  lab: (plan) => (plan.kind === 'nat' ? { ...plan, rules: { translation: 'none' } } : plan),
})

/** A router that gives every flow a port of its own choice, even where the flow's own port is free. */
export const routerNeverKeepsThePort = mutant({
  name: 'router-never-keeps-the-port',
  says: 'the router changes every source port, also one that nobody else uses',
  lab: (plan) => (plan.kind === 'nat' ? { ...plan, rules: { translation: 'masquerade', ports: [600, 999] } } : plan),
})

/** A router that has a single port to give, so that a second flow to the same server finds none. */
export const routerHasOnePort = mutant({
  name: 'router-has-one-port',
  says: 'the router has no second port to give',
  lab: (plan) => (plan.kind === 'nat' ? { ...plan, rules: { translation: 'masquerade', ports: [4000, 4000] } } : plan),
})

/** A router that gives each flow a port at random, so that one inner endpoint has many outer ones. */
export const routerPicksRandomPorts = mutant({
  name: 'router-picks-random-ports',
  says: 'the router gives one endpoint another port for each destination',
  lab: (plan) => (plan.kind === 'nat' ? { ...plan, rules: { translation: 'masquerade', random: true } } : plan),
})

/** A router that hands whatever comes from outside for one of its ports to a LAN host, whoever sent it. */
export const routerIsOpenToStrangers = mutant({
  name: 'router-is-open-to-strangers',
  says: 'the router lets strangers in',
  lab: (plan) =>
    plan.kind === 'nat'
      ? { ...plan, rules: { translation: 'masquerade', forwards: { from: 'outside', port: 4000, to: '10.77.1.11' } } }
      : plan,
})

/** A router that hands whatever comes from the LAN for one of its ports to a LAN host. */
export const routerHairpins = mutant({
  name: 'router-hairpins',
  says: 'LAN hosts reach one another by the public endpoints of their flows',
  lab: (plan) =>
    plan.kind === 'nat'
      ? { ...plan, rules: { translation: 'masquerade', forwards: { from: 'inside', port: 4000, to: '10.77.1.11' } } }
      : plan,
})

/** A router that has all ports to give, where it should have a few. */
export const routerHasAllPorts = mutant({
  name: 'router-has-all-ports',
  says: 'the router always finds one more port',
  lab: (plan) => (plan.kind === 'nat' ? { ...plan, rules: { translation: 'masquerade' } } : plan),
})

/** Rules that say drop, and let everything pass. */
export const rulesDropNothing = mutant({
  name: 'rules-drop-nothing',
  says: 'the filter of the router drops nothing',
  rules: (rules) => rules.replaceAll(/\bdrop\b/g, 'accept'),
})

/** A translation table that never forgets what it held once. */
export const tableNeverForgets = (() => {
  const known = new Map<string, ConntrackEntry>()
  return mutant({
    name: 'table-never-forgets',
    says: 'entries of idle flows stay in the translation table',
    conntrack: (entries) => {
      for (const entry of entries) known.set(JSON.stringify(entry.original), entry)
      return [...known.values()]
    },
  })
})()

/** A translation table that lacks its oldest entry. */
export const tableForgetsAFlow = mutant({
  name: 'table-forgets-a-flow',
  says: 'the translation table lacks a live flow',
  conntrack: (entries) => entries.slice(1),
})

/** A translation table in which two flows have each other's public ends. */
export const tableMixesUpFlows = mutant({
  name: 'table-mixes-up-flows',
  says: 'the translation table sends the replies of one flow to the other',
  conntrack: ([first, second, ...others]) =>
    first === undefined || second === undefined
      ? [first, second].filter((entry) => entry !== undefined)
      : [{ ...first, reply: second.reply }, { ...second, reply: first.reply }, ...others],
})

/** A translation table that has its newest entry twice. */
export const tableDoublesAFlow = mutant({
  name: 'table-doubles-a-flow',
  says: 'the translation table has two entries for one flow',
  conntrack: (entries) => [...entries.slice(0, 1), ...entries],
})

/** A translation table in which a flow that has ended still counts as live. */
export const tableKeepsTheDead = mutant({
  name: 'table-keeps-the-dead',
  says: 'flows that have ended stay in the translation table as live ones',
  conntrack: (entries) => entries.map((entry) => ({ ...entry, state: 'ESTABLISHED' })),
})

/** A router that sends a single packet out with the private address that it came from. */
export const onePacketLeaks = (() => {
  let leaked = false
  return mutant({
    name: 'one-packet-leaks',
    says: 'one packet leaves the router untranslated',
    frame: (frame) => {
      const { network } = decode(frame.bytes, { length: frame.length })
      const leaves =
        frame.host === 'router' && frame.link === 'wan' && network?.kind === 'ipv4' && network.source === '203.0.113.1'
      if (leaked || !leaves) return frame
      leaked = true
      const bytes = Uint8Array.from(frame.bytes)
      bytes.set([10, 77, 1, 11], network.offset + SOURCE_ADDRESS)
      return { ...frame, bytes }
    },
  })
})()

/** Where the source stands in an IPv4 header (RFC 791). */
const SOURCE_ADDRESS = 12
