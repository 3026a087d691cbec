/** An element of XML; its content is other elements, or text. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: readonly (string | Element)[],
): Element {
  return new Element(name, attributes, content)
}

/** An element of XML that can be written out. */
export class Element {
  readonly #name: string
  readonly #attributes: Readonly<Record<string, string>>
  readonly #content: readonly (string | Element)[]

  constructor(name: string, attributes: Readonly<Record<string, string>>, content: readonly (string | Element)[]) {
    this.#name = name
    this.#attributes = attributes
    this.#content = content
  }

  toString(): string {
    const attributes = Object.entries(this.#attributes).map(
      ([key, value]) => ` ${key}="${escaped(value).replaceAll('\n', '&#10;')}"`,
    )
    const start = `<${this.#name}${attributes.join('')}`
    if (this.#content.length === 0) return `${start}/>`
    const [only] = this.#content
    if (typeof only === 'string') return `${start}>${escaped(only)}</${this.#name}>`
    const children = this.#content.map((child) => String(child)).join('\n')
    return `${start}>\n${children}\n</${this.#name}>`
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
}

/** Text as XML writes it; characters that XML 1.0 has no way to write (section 2.2) become �. */
function escaped(text: string): string {
  return [...text].map((character) => ESCAPES[character] ?? (isAllowed(character) ? character : '\ufffd')).join('')
}

function isAllowed(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  return code < 0xd800 || (code > 0xdfff && code < 0xfffe) || code > 0xffff
}
