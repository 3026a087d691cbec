import { mutant } from '../../claim/mutant.ts'

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
