/** The page of a claim. */
export const CLAIM_PAGE = `
.said { border-bottom: 1px solid var(--line); padding-bottom: 1.5rem; }
.said h1 { max-width: 54rem; }
.where { color: var(--muted); margin: 0; } .where code { margin-left: .6rem; font-size: .84rem; }
.marks { display: flex; flex-wrap: wrap; gap: .7rem; margin-block: 1rem .9rem; }
.marks .mark { font-size: 1.05rem; padding: .3rem .85rem .3rem .65rem; border-radius: 999px; border: 1.5px solid currentColor; }
.marks .verdict-pass { background: var(--pass-soft); } .marks .verdict-fail { background: var(--fail-soft); }
.marks .verdict-unresolved { background: var(--unresolved-soft); } .marks .verdict-unsupported { background: var(--unsupported-soft); }
.marks .verdict-untested { background: var(--untested-soft); }
.meaning { font-size: 1.16rem; line-height: 1.5; max-width: 50rem; }
.deviation { border-left: 5px solid var(--unsupported); padding-left: 1rem; max-width: 52rem; }
.hint { color: var(--muted); }
.said + section h2 { margin-top: 1.75rem; }
.sources { list-style: none; padding: 0; } .sources li { padding-block: .15rem; display: grid; grid-template-columns: 5.2rem 1fr; gap: .6rem; align-items: baseline; }
.source-kind { color: var(--muted); font-size: .88rem; }
.source-where { color: var(--muted); }
.method li, .by-hand li { padding-left: .3rem; margin-block: .3rem; }
.by-hand p { margin-top: .1rem; }
.why { font-size: 1.08rem; }
.case th { font-weight: 600; padding-top: 1.3rem; }
.case th::before { content: ''; display: inline-block; width: .7rem; height: .7rem; margin-right: .5rem; border: 2px solid currentColor; border-radius: 50%; vertical-align: -.05rem; }
.case.true-case th::before { background: currentColor; }
.conditions { table-layout: fixed; } .conditions thead th:nth-child(1) { width: 38%; } .conditions thead th:nth-child(4) { width: 4.5rem; }
.conditions .relation { color: var(--muted); }
.conditions .missed { background: var(--fail-soft); }
.value { margin: 0; } h3 .input { margin-left: .6rem; font-weight: 400; }
.plain th, .plain td { min-width: 4.5rem; }
.mutants code { color: var(--muted); }
.smallest { border-left: 5px solid var(--fail); padding-left: 1rem; max-width: 52rem; }
.distributions { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; }
.histogram { margin: 0; width: 260px; } .histogram figcaption { font-size: .92rem; color: var(--muted); margin-bottom: .3rem; }
.histogram strong { color: var(--ink); font-weight: 600; }
.histogram svg { display: block; } .bin { fill: var(--call-line); } .axis { stroke: var(--muted); fill: none; }
.scale { display: flex; justify-content: space-between; font-size: .82rem; color: var(--muted); margin: .15rem 0 0; font-variant-numeric: tabular-nums; }
.lying { font-size: .85rem; margin: 0; } .lying th, .lying td { padding-block: .12rem; border: 0; overflow-wrap: anywhere; }
.raw { font-size: .84rem; min-width: 46rem; } .raw td { padding-block: .18rem; } .raw code { overflow-wrap: normal; white-space: pre-wrap; }
.raw .packet td { background: var(--sunk); }
.neighbours { display: grid; grid-template-columns: 1fr auto 1fr; gap: 1.5rem; align-items: baseline; border-top: 1px solid var(--line); margin-top: 3.5rem; padding-top: 1rem; font-size: .95rem; }
.neighbours small { display: block; } .neighbours > :last-child { text-align: right; }
@media screen and (max-width: 46rem) {
  .neighbours { grid-template-columns: 1fr; gap: .8rem; } .neighbours > :last-child { text-align: left; }
  .conditions thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .conditions, .conditions tbody { display: block; }
  .conditions tr:not(.case) { display: grid; grid-template-columns: 1fr auto; gap: .1rem 1rem; padding-block: .55rem; border-bottom: 1px solid var(--line); }
  .conditions .case, .conditions .case th { display: block; } .conditions th, .conditions td { border: 0; padding: 0; } 
  .conditions td[data-name] { grid-column: 1; } .conditions td:last-child { grid-column: 2; grid-row: 1; }
  .conditions td[data-name]::before { content: attr(data-name) ' '; color: var(--muted); font-size: .86rem; }
  .facts div { grid-template-columns: 6.5rem 1fr; }
  .plain { display: block; overflow-x: auto; } .plain tbody th { min-width: 11rem; }
}
`
