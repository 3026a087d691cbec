import { accessSync, constants, statSync } from 'node:fs'
import { programCalled } from '../program-called.ts'

/** Whether a command's first word can be started: a program in PATH, or a file that may be executed. */
export function isRunnable(program: string): boolean {
  if (!program.includes('/')) return programCalled(program) !== null
  try {
    accessSync(program, constants.X_OK)
    return statSync(program).isFile()
  } catch {
    return false
  }
}
