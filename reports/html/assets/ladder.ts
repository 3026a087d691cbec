import { sizeOf, TEXT_ROLES } from '../ladder/type.ts'

/** The ladder. Shapes tell packets apart; colour only helps. */
export const LADDER = `${sizes()}
.ladder { margin: 0 0 2rem; }
.ladder figcaption { color: var(--muted); max-width: 60rem; margin-bottom: .6rem; font-size: .95rem; }
.ladder figcaption strong { color: var(--ink); }
.ladder .scroll { background: var(--raised); border: 1px solid var(--line); border-radius: 8px; padding: .5rem .5rem 1rem; }
.sheet { display: block; margin-inline: auto; color: var(--ink); }
.sheet + .sheet { margin-top: .5rem; }
.sheet text { fill: var(--ink); font-family: var(--sans); white-space: pre; paint-order: stroke; stroke: var(--raised); stroke-width: 5px; stroke-linejoin: round; }
.sheet .call, .sheet .packet, .sheet .address { font-family: var(--mono); }
.sheet .step { font-family: var(--serif); font-style: italic; }
.sheet .time { font-variant-numeric: tabular-nums; }
.sheet .title { font-weight: 650; }
.sheet .time, .sheet .address, .sheet .gap, .sheet .note, .sheet .who, .sheet .packet .plain { fill: var(--muted); }
.sheet .note .source { font-weight: 600; } .sheet .outcome { font-weight: 600; }
.sheet .failed { fill: var(--fail); font-weight: 700; } .sheet .packet .asked { font-weight: 600; fill: var(--ink); }
.lifeline { stroke: var(--line); stroke-width: 2; fill: none; } .lifeline.broken { stroke: var(--muted); stroke-dasharray: 1.5 6; stroke-linecap: round; }
.rule { stroke: var(--line); fill: none; }
.bar { fill: var(--call); stroke: var(--call-line); stroke-width: 1.2; }
.bar.failed { fill: var(--fail-soft); stroke: var(--fail); } .bar.open { stroke-dasharray: 3 2.5; }
.sheet.wide { max-width: 100%; min-width: 58rem; height: auto; }
.break, .cover { fill: var(--raised); stroke: none; }
.arrow { stroke: var(--ink); fill: none; stroke-width: 1.6; }
.arrow .head { fill: var(--ink); stroke: none; } .arrow .ring { fill: var(--raised); } .arrow .tail { stroke-linecap: round; stroke-linejoin: round; }
.arrow.syn { stroke: var(--accent); stroke-width: 2; } .arrow.syn .head { fill: var(--accent); }
.arrow.data { stroke-width: 2.8; } .arrow.data .head { transform-box: fill-box; }
.arrow.ack { stroke-width: 1.3; }
.arrow.fin { stroke-width: 2; } .arrow.fin .way { stroke-dasharray: 9 4; }
.arrow.rst { stroke: var(--fail); stroke-width: 2; } .arrow.rst .way { stroke-dasharray: 2.5 3.5; } .arrow.rst .head { fill: var(--fail); }
.arrow.icmp { stroke-dasharray: 8 3 2 3; } .arrow.noise { stroke: var(--muted); stroke-width: 1.2; stroke-dasharray: 2 4; }
.arrow .cross { stroke: var(--fail); stroke-width: 2.6; stroke-linecap: round; stroke-dasharray: none; }
.arrow .tail, .arrow .head { stroke-dasharray: none; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.6rem; padding: 0; margin-block: .7rem; max-width: none; font-size: .88rem; color: var(--muted); }
.legend li { display: inline-flex; align-items: center; gap: .5rem; }
.in-words ol { padding-left: 1.6rem; font-size: .95rem; max-width: 60rem; overflow-wrap: anywhere; } .in-words .time { color: var(--muted); font-variant-numeric: tabular-nums; }
.capture { margin-top: .4rem; font-size: .95rem; }
@media screen and (max-width: 46rem) { .sheet { width: max(100%, 42rem); height: auto; } }
@media (forced-colors: active) { .sheet text { stroke: none; } }
`

/** The sizes of type with which the layout reckons. */
function sizes(): string {
  return TEXT_ROLES.map((role) => `\n.sheet .${role} { font-size: ${sizeOf(role)}px; }`).join('')
}
