/** The index: counts, filters, tables of claims. */
export const INDEX_PAGE = `
.lead { font-size: 1.12rem; color: var(--ink); max-width: 48rem; }
.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: .5rem 3.5rem; margin-block: 1.75rem 1rem; align-items: start; }
.counts th, .counts td { border: 0; padding-block: .22rem; }
.counts caption { color: var(--muted); font-weight: 500; font-size: .9rem; border-bottom: 1px solid var(--line); margin-bottom: .35rem; }
.counts .number { width: 2.5rem; font-family: var(--serif); font-size: 1.3rem; line-height: 1; }
.counts .says { color: var(--muted); font-size: .92rem; width: 100%; }
.counts .none .number { color: var(--muted); } .counts .none .mark { font-weight: 400; }
.attention { border: 1px solid var(--fail); border-left-width: 5px; border-radius: 6px; background: var(--raised); padding: .25rem clamp(.75rem, 3vw, 1.5rem) .5rem; margin-top: 2rem; }
.attention h2 { margin-top: 1rem; }
.attention caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.reason { display: block; color: var(--muted); font-size: .92rem; margin-top: .25rem; overflow-wrap: anywhere; }
.contents { columns: 3 15rem; column-gap: 2.5rem; max-width: none; padding: 0; list-style: none; font-size: .95rem; }
.contents li { break-inside: avoid; padding-block: .12rem; }
.further { list-style: none; padding: 0; max-width: none; display: flex; flex-wrap: wrap; gap: .2rem 2rem; font-size: .95rem; }
.contents small { margin-left: .3rem; }
.filters { display: flex; flex-wrap: wrap; gap: .6rem .9rem; align-items: end; padding-block: .9rem; border-block: 1px solid var(--line); margin-block: 1rem; }
.filters label { display: grid; grid-template-columns: minmax(0, auto); max-width: 100%; gap: .15rem; font-size: .86rem; color: var(--muted); }
.filters input, .filters select { color: var(--ink); font-size: .98rem; max-width: 100%; }
.filters label:not(.query) { max-width: min(100%, 11.5rem); } .filters .query { flex: 1 1 15rem; } .filters .query input { width: 100%; }
.filters .shown { flex-basis: 100%; margin: 0; color: var(--muted); font-size: .92rem; display: flex; gap: .8rem; align-items: center; min-height: 2rem; }
.claims { margin-bottom: 2.25rem; table-layout: fixed; }
.claims thead th:nth-child(1) { width: auto; } .claims thead th { width: 8.6rem; } .claims thead th.narrow { width: 5.6rem; }
.claims caption { font-family: var(--serif); font-size: 1.18rem; padding-top: 1rem; }
.claims tbody th { font-family: var(--serif); font-size: 1.06rem; line-height: 1.45; padding-right: 1.75rem; }
.claims tbody th a { color: var(--ink); text-decoration-color: var(--line); }
.claims tbody th a:hover, .claims tbody th a:focus { color: var(--accent); text-decoration-color: currentColor; }
.id { display: block; color: var(--muted); font-size: .78rem; margin-top: .1rem; }
.known { display: block; }
.claims .mutants { white-space: nowrap; }
.claims .kind, .claims .time, .claims .mutants { color: var(--muted); font-size: .92rem; }
@media screen and (max-width: 46rem) {
  .claims thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .claims, .claims tbody, .claims caption { display: block; }
  .claims tr { display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; padding-block: .7rem; border-bottom: 1px solid var(--line); }
  .claims th, .claims td { border: 0; padding: 0; } .claims td:empty { display: none; }
  .claims tbody th { flex-basis: 100%; padding: 0; }
  .counts .says { width: auto; }
}
`
