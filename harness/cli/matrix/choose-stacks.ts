import { InvalidArgumentError } from 'commander'
import { MATRIX_STACKS, type MatrixStack } from './stacks.ts'

/** Reads a list such as `linux,gvisor`; throws InvalidArgumentError on a name that no stack has. */
export function stackList(text: string): readonly MatrixStack[] {
  const names = [...new Set(text.split(',').map((name) => name.trim()))]
  return names.map((name) => {
    const stack = MATRIX_STACKS.find((one) => one.name === name)
    if (stack !== undefined) return stack
    throw new InvalidArgumentError(`«${name}» is none of ${MATRIX_STACKS.map((one) => one.name).join(', ')}.`)
  })
}
