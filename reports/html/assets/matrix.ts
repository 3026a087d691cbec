/** The pages of behaviours and mutants: long tables of claims. */
export const MATRIX = `
.behaviours { table-layout: fixed; } .behaviours thead th:nth-child(1) { width: 3.5rem; } .behaviours thead th:nth-child(3) { width: 40%; }
.behaviours tbody th { font-family: var(--serif); font-size: 1.02rem; }
.suites { display: block; font-family: var(--sans); font-size: .82rem; }
.shown-by { list-style: none; margin: 0; padding: 0; } .shown-by li { padding-block: .08rem; display: flex; flex-wrap: wrap; gap: .1rem .7rem; align-items: baseline; }
.shown-by .mark { min-width: 5.4rem; font-size: .86rem; }
.matrix { table-layout: fixed; } .matrix thead th:nth-child(2) { width: 8rem; } .matrix thead th:nth-child(3) { width: 42%; }
.matrix caption { font-family: var(--serif); font-size: 1.18rem; padding-top: 1.4rem; }
.matrix td { font-size: .92rem; color: var(--muted); } .matrix td .mark { font-size: .86rem; }
.of-claim th { padding-top: 1.2rem; font-weight: 600; border-bottom-color: var(--muted); }
@media screen and (max-width: 46rem) {
  .matrix thead, .behaviours thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .matrix, .matrix tbody, .matrix caption { display: block; }
  .matrix tr { display: flex; flex-wrap: wrap; gap: .1rem 1rem; padding-block: .5rem; border-bottom: 1px solid var(--line); }
  .matrix th, .matrix td { border: 0; padding: 0; } .matrix th { flex-basis: 100%; }
  .behaviours, .behaviours tbody, .behaviours caption { display: block; }
  .behaviours tr { display: grid; grid-template-columns: 2.2rem 1fr; padding-block: .5rem; border-bottom: 1px solid var(--line); }
  .behaviours th, .behaviours td { border: 0; padding: 0; } .behaviours td:last-child { grid-column: 2; }
}
`
