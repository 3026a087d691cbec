import type { ComponentChildren } from 'preact'
import type { Evidence } from '../../evidence.ts'
import { dateAndTime } from '../../words/time.ts'
import { visible } from '../../words/visible.ts'
import { useAmong } from '../among.ts'
import { Partial } from './partial.tsx'

/** What the page of a run is made of. */
export interface PageProps {
  readonly evidence: Evidence
  /** From this page to the folder of the report; empty on the index itself. */
  readonly root: string
  readonly children: ComponentChildren
}

/** The page of one run: notice of missing results, content, where the page comes from. */
export function Page({ evidence, root, children }: PageProps) {
  const { header } = evidence
  const origin = (
    <p>
      Made from the evidence of run <code>{header.run}</code>, begun {dateAndTime(header.startedAt)} with{' '}
      <code>{visible(header.command.trim())}</code>.
    </p>
  )
  return (
    <Frame root={root} notice={<Partial evidence={evidence} root={root} />} origin={origin}>
      {children}
    </Frame>
  )
}

/** What every page has around its content. */
export interface FrameProps {
  /** From this page to the folder that its name leads to. */
  readonly root: string
  /** What is to be known before anything is read. */
  readonly notice: ComponentChildren
  /** What the page was made from. */
  readonly origin: ComponentChildren
  readonly children: ComponentChildren
}

/** Skip link, name of the product, the way back to the other runs if there are any, content, where the page comes from. */
export function Frame({ root, notice, origin, children }: FrameProps) {
  const among = useAmong()
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="site">
        <a class="name" href={`${root}${among === null ? '' : '../'}index.html`}>
          <Logo />
          sockproof
        </a>
        {among === null ? (
          <span class="tagline">what people say about sockets, put to the test on real ones</span>
        ) : (
          <nav class="way-back" aria-label="Runs">
            <a href={`${root}../index.html`}>{among.overview}</a>
            <span aria-hidden="true">/</span>
            <a href={`${root}index.html`}>{among.column.label}</a>
          </nav>
        )}
      </header>
      {notice}
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer class="site">{origin}</footer>
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
