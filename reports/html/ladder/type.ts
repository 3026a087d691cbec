import type { Span, TextRole, TextShape } from './shapes.ts'

/** East Asian characters and emoji are about as wide as two others. */
const WIDE = 2

/** Height of a line of text. */
export const LINE = 16

/** Size of the type of each role, and the width of its widest usual typeface for a character, in parts of the size. */
const FACES: Readonly<Record<TextRole, { readonly size: number; readonly width: number }>> = {
  call: { size: 13, width: 0.603 },
  packet: { size: 12.5, width: 0.603 },
  address: { size: 12, width: 0.603 },
  time: { size: 11.5, width: 0.62 },
  note: { size: 12.5, width: 0.6 },
  gap: { size: 12.5, width: 0.6 },
  step: { size: 13.5, width: 0.66 },
  title: { size: 15.5, width: 0.7 },
}

/** All roles of text in a drawing. */
export const TEXT_ROLES = Object.keys(FACES) as TextRole[]

/** The size of the type of a role. */
export function sizeOf(role: TextRole): number {
  return FACES[role].size
}

/** How wide text is at most, whichever of the typefaces the reader's machine has. */
export function widthOf(role: TextRole, text: string): number {
  const { size, width } = FACES[role]
  return unitsOf(text) * size * width
}

/** How many usual characters a text is as wide as. */
export function unitsOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (isWide(character) ? WIDE : 1), 0)
}

/** How many usual characters have room in a width. */
export function room(role: TextRole, width: number): number {
  const { size, width: character } = FACES[role]
  return Math.max(4, Math.floor(width / (size * character)))
}

/** The text of a line. */
export function lineText(line: readonly Span[]): string {
  return line.map(({ text }) => text).join('')
}

/** The rectangle that a text takes up. */
export function boxOf({ role, x, y, anchor, lines }: TextShape): Box {
  const width = Math.max(0, ...lines.map((line) => widthOf(role, lineText(line))))
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2
  return { left, right: left + width, top: y - 12, bottom: y + 4 + (lines.length - 1) * LINE }
}

/** A rectangle in the drawing. */
export interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

function isWide(character: string): boolean {
  return (character.codePointAt(0) ?? 0) >= 0x1100
}
