/** What a claim is written with: one import for every file in specs/. */
export * as fc from 'fast-check'
export { claim } from './claim/define.ts'
export { type Mutant, mutant, onHost } from './claim/mutant.ts'
export { kernel, man, material, posix, rfc, sysctl } from './claim/sources.ts'
export { aboveSpareNumbers } from './experiment/above-spare-numbers.ts'
export { asleepOrBack } from './experiment/asleep.ts'
export { carried } from './experiment/carried.ts'
export { connected } from './experiment/connected.ts'
export { ConnectionEnd } from './experiment/connection-end.ts'
export { countingText, firstDifference } from './experiment/counting-text.ts'
export { forAll, scenario, witness } from './experiment/experiment.ts'
export { TAKES_FORGED } from './experiment/forger.ts'
export type { ForgedSegment, Forgery } from './experiment/forgery.ts'
export type { Host, SocketOptions } from './experiment/host.ts'
export { knockInTurn } from './experiment/knock.ts'
export { knockAtOnce } from './experiment/knock-at-once.ts'
export { ofEachKind, overKinds } from './experiment/over-kinds.ts'
export { type ReadToEnd, readToEnd } from './experiment/read-to-end.ts'
export { textOf } from './experiment/text-of.ts'
export type { Tools } from './experiment/tools.ts'
export { inOrderOfFlows, translationsInTable, translationsOnWire } from './experiment/translations.ts'
export { unusedAddress } from './experiment/unused-address.ts'
export type { SeenPacket } from './experiment/wire-view.ts'
export { NOBODY } from './lab/credentials.ts'
export { schedules } from './lab/link/arbitraries.ts'
export { carriesData, carriesTransport } from './lab/link/frame.ts'
export type { Schedule } from './lab/link/schedule.ts'
export { lan, loopback, nat } from './lab/plan.ts'
export { addressText, inet, inet6, type SocketAddress } from './sockets/address.ts'
export { SOCKET_KINDS, type SocketKind, type SocketKindName, TCP_KINDS, UDP_KINDS } from './sockets/kinds.ts'
export { withRoomFor } from './sockets/libc/descriptor-limit.ts'
export type { OddAddress, Socket } from './sockets/socket.ts'
export { evenRange, trialsToTell } from './verdict/binomial.ts'
export {
  atLeast,
  atMost,
  between,
  butNot,
  differs,
  distinct,
  equal,
  oneOf,
  trueWhen,
} from './verdict/conditions.ts'
