import type { ComponentChildren } from 'preact'

/** What may be scrolled must be reachable by keyboard (WCAG 2.1.1), so that it can be scrolled there too. */
const REACHABLE = { tabIndex: 0 }

/** A part of the page that scrolls on its own where it is too wide or too long. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <section class="scroll" aria-label={label} {...REACHABLE}>
      {children}
    </section>
  )
}
