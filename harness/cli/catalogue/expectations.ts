import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { claimIds } from '../../claim/catalogue.ts'
import type { Expectations } from '../../verdict/expectation.ts'
import { ExpectationsError, readExpectations } from '../../verdict/read-expectations.ts'
import { SPECS } from '../../vitest/projects.ts'
import { UsageError } from '../exit-code.ts'

/**
 * The known deviations of a stack.
 *
 * @param stack the stack that claims are run on
 * @param asked a stack that this catalogue has a file of, or a file; without it those of `stack`, if there are any
 */
export function loadExpectations(specs: string, stack: string, asked?: string): Expectations | null {
  const file = asked !== undefined && existsSync(asked) ? asked : fileOf(specs, asked ?? stack)
  if (file === null) {
    if (asked === undefined) return null
    throw new UsageError(
      `There are no expectations for «${asked}»: no such file, and none of that name in specs/expectations.`,
    )
  }
  try {
    return readExpectations(file, claimIds(specs))
  } catch (error) {
    if (error instanceof ExpectationsError) throw new UsageError(error.message)
    throw error
  }
}

/** They lie beside the specs; beside what was built from the specs there are none, so those of the sources count. */
function fileOf(specs: string, stack: string): string | null {
  const sources = specs === SPECS ? [join(specs, '../../specs')] : []
  return [specs, ...sources].map((folder) => join(folder, 'expectations', `${stack}.yaml`)).find(existsSync) ?? null
}
