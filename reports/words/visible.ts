/** Characters that are not seen or that change how others are seen: controls, bidi overrides, lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu

/**
 * Text from outside made safe to look at: what cannot be seen, or would reorder what is seen, stands as its code point.
 * A line break stands as `⏎`.
 */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => (character === '\n' ? '⏎' : codePoint(character)))
}

/** Like {@link visible}, but line breaks and tabs stay, for text that is shown as it was laid out. */
export function visibleLines(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(INVISIBLE, (character) => {
    return character === '\n' || character === '\t' ? character : codePoint(character)
  })
}

/** Cuts text to so many characters, the last of which is then `…`. */
export function shortened(text: string, most: number): string {
  const characters = [...text]
  return characters.length <= most ? text : `${characters.slice(0, Math.max(0, most - 1)).join('')}…`
}

function codePoint(character: string): string {
  const number = character.codePointAt(0) ?? 0
  return `⟨U+${number.toString(16).toUpperCase().padStart(4, '0')}⟩`
}
