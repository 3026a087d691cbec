import pc from 'picocolors'
import { list } from '../../../reports/words/count.ts'
import { visible } from '../../../reports/words/visible.ts'
import { wrap } from '../../../reports/words/wrap.ts'
import type { CheckReport, SceneReport } from '../../sockets/agent/check/check-agent.ts'
import type { ConversationLine, Exchange } from '../../sockets/agent/check/exchange.ts'
import type { Fault, FaultKind } from '../../sockets/agent/check/fault.ts'
import { faultsIn, neverAsked, requestsIn } from '../../sockets/agent/check/report.ts'
import { cut } from '../../sockets/agent/check/text.ts'
import type { AgentSelf } from '../../sockets/agent/protocol.ts'
import { count } from '../words.ts'
import { askedText, cameText } from './request-text.ts'

/** How wide what was asked is, so that what came of it stands below each other. */
const ASKED_WIDTH = 44

const ARROWS: Readonly<Record<ConversationLine['way'], string>> = {
  'to the agent': '→',
  'from the agent': '←',
  'standard error': '!',
}

/** How the text of a check is printed. */
interface Printing {
  /** Whether each line that went and came is shown. */
  readonly verbose: boolean
  readonly width: number
  readonly print: (text: string) => void
}

/** Prints what a check finds, scene by scene. */
export class CheckPrinter {
  readonly #printing: Printing
  /** Kinds of faults that were explained before. */
  readonly #explained = new Set<FaultKind>()

  constructor(printing: Printing) {
    this.#printing = printing
  }

  /** A scene, when it is over. */
  scene({ name, exchanges, faults, notAsked }: SceneReport, self: AgentSelf | null): void {
    const lines = [
      pc.bold(name),
      ...exchanges.filter((asked) => this.#isShown(asked, name)).flatMap((asked) => this.#request(asked)),
      ...faults.flatMap((fault) => [pc.red('  ✗ at its end'), ...this.#fault(fault)]),
      ...(notAsked === null ? [] : this.#wrapped(pc.yellow('  ○ '), notAsked)),
      ...(name === 'hello' && self !== null ? this.#wrapped('      ', selfText(self)).map(pc.dim) : []),
      '',
    ]
    this.#printing.print(lines.join('\n').trimEnd())
    this.#printing.print('')
  }

  /** What it came to. */
  end(report: CheckReport): void {
    const faults = faultsIn(report)
    const asked = count(requestsIn(report), 'request')
    const missed = neverAsked(report)
    if (missed.length > 0) {
      const text = `Declared and never asked, for what they go on with did not come about: ${list(missed)}.`
      this.#printing.print([...this.#wrapped(pc.yellow('○ '), text), ''].join('\n'))
    }
    if (faults.length === 0) this.#printing.print(pc.green(`✓ No fault in ${asked}: it conforms to the protocol.`))
    else this.#printing.print(pc.red(`✗ ${count(faults.length, 'fault')} in ${asked}: ${kindsText(faults)}.`))
  }

  /** Every process is greeted: that is told once, and when it shows something. */
  #isShown({ call, faults }: Exchange, scene: string): boolean {
    return call !== 'hello' || scene === 'hello' || faults.length > 0 || this.#printing.verbose
  }

  #request(asked: Exchange): readonly string[] {
    const isGood = asked.faults.length === 0
    const mark = isGood ? pc.green('✓') : pc.red('✗')
    const line = `  ${mark} ${visible(askedText(asked)).padEnd(ASKED_WIDTH)} ${visible(cameText(asked))}`
    const shown = this.#printing.verbose ? asked.lines : []
    return [
      line.trimEnd(),
      ...shown.map(({ way, text }) => pc.dim(`      ${ARROWS[way]} ${visible(cut(text))}`)),
      ...(asked.remark === null ? [] : this.#wrapped('      ', asked.remark).map(pc.dim)),
      ...asked.faults.flatMap((fault) => this.#fault(fault)),
    ]
  }

  #fault({ kind, came, protocol, mend }: Fault): readonly string[] {
    const isNew = !this.#explained.has(kind)
    this.#explained.add(kind)
    return [
      ...this.#wrapped(`      ${kind}: `, came),
      ...(isNew ? this.#wrapped('      the protocol: ', protocol) : []),
      ...(isNew ? this.#wrapped('      to do: ', mend) : []),
    ]
  }

  #wrapped(first: string, text: string): readonly string[] {
    const rest = ' '.repeat(8)
    return wrap(visible(text), { width: this.#printing.width, first, rest })
  }
}

function selfText({ name, version, network, calls, options, families, types, flags }: AgentSelf): string {
  const parts = [
    `${visible(name)} ${visible(version)}`,
    `network «${network}»`,
    count(calls.length, 'call'),
    count(options.length, 'option'),
    families.join(', '),
    types.join(', '),
    count(flags.length, 'flag'),
  ]
  return parts.join(' · ')
}

function kindsText(faults: readonly Fault[]): string {
  const kinds = [...new Set(faults.map(({ kind }) => kind))]
  return kinds.map((kind) => `${faults.filter((fault) => fault.kind === kind).length} × ${kind}`).join(', ')
}
