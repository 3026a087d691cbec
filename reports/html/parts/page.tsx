import type { ComponentChildren } from 'preact'
import type { Evidence } from '../../evidence.ts'
import { dateAndTime } from '../../words/time.ts'
import { visible } from '../../words/visible.ts'
import { Partial } from './partial.tsx'

/** What every page has around its content. */
export interface PageProps {
  readonly evidence: Evidence
  /** From this page to the folder of the report; empty on the index itself. */
  readonly root: string
  readonly children: ComponentChildren
}

/** Skip link, name of the product, notice of missing results, content, where the page comes from. */
export function Page({ evidence, root, children }: PageProps) {
  const { header } = evidence
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="site">
        <a class="name" href={`${root}index.html`}>
          <Logo />
          sockproof
        </a>
        <span class="tagline">what people say about sockets, put to the test on real ones</span>
      </header>
      <Partial evidence={evidence} root={root} />
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer class="site">
        <p>
          Made from the evidence of run <code>{header.run}</code>, begun {dateAndTime(header.startedAt)} with{' '}
          <code>{visible(header.command.trim())}</code>.
        </p>
      </footer>
    </>
  )
}

function Logo() {
  return (
    <svg class="logo" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <path d="M5 2v20M19 2v20M6 7h10M18 17H8" />
      <path class="filled" d="M17.5 7l-4 -2.5v5zM6.5 17l4 -2.5v5z" />
    </svg>
  )
}
