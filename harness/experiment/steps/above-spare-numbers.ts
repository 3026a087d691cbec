import { closeSync, openSync } from 'node:fs'

/** More than other threads of this process open at the same time. */
const SPARE = 16

/**
 * Makes sockets whose descriptor numbers stay unused after they are closed, so that an experiment may use a closed
 * number. The kernel gives the lowest number that is free (POSIX, File Descriptor Allocation): while these are made
 * lower ones are taken, and afterwards whatever else this process opens gets one of those.
 */
export async function aboveSpareNumbers<Made>(make: () => Promise<Made>): Promise<Made> {
  const spare = Array.from({ length: SPARE }, () => openSync('/dev/null', 'r'))
  try {
    return await make()
  } finally {
    for (const number of spare) closeSync(number)
  }
}
