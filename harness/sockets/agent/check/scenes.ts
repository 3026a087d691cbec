import type { Scene } from './scene.ts'
import { atOnce } from './scenes/at-once.ts'
import { connection } from './scenes/connection.ts'
import { datagrams } from './scenes/datagrams.ts'
import { descriptors } from './scenes/descriptors.ts'
import { end } from './scenes/end.ts'
import { options } from './scenes/options.ts'
import { order } from './scenes/order.ts'
import { readiness } from './scenes/readiness.ts'
import { waiting } from './scenes/waiting.ts'
import { wrongRequests } from './scenes/wrong-requests.ts'

/** All that is asked of an agent after hello, in this order, each of a process of its own. */
export const SCENES: readonly Scene[] = [
  connection,
  datagrams,
  options,
  readiness,
  descriptors,
  atOnce,
  order,
  waiting,
  wrongRequests,
  end,
]
