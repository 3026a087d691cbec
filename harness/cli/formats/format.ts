import { InvalidArgumentError } from 'commander'

/** In what forms a run is reported besides its evidence. */
export const FORMATS = ['html', 'junit', 'github', 'none'] as const

/** One of them. */
export type Format = (typeof FORMATS)[number]

/** Reads a list such as `html,junit`; throws InvalidArgumentError on any other word. */
export function formatList(text: string): readonly Format[] {
  const words = text.split(',').map((word) => word.trim())
  return words.map((word) => {
    const format = FORMATS.find((one) => one === word)
    if (format === undefined) throw new InvalidArgumentError(`«${word}» is none of ${FORMATS.join(', ')}.`)
    if (format === 'none' && words.length > 1) throw new InvalidArgumentError('none stands alone.')
    return format
  })
}
