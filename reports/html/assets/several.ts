/** Pages of several runs: what differs, the matrix, environments side by side. */
export const SEVERAL = `
.way-back { display: flex; flex-wrap: wrap; gap: .2rem .5rem; font-size: .95rem; }
.alarm { color: var(--fail); font-weight: 700; } .known-mark { color: var(--muted); font: italic 600 .86rem/1 var(--serif); }
.part { color: var(--unresolved); border: 1px solid currentColor; border-radius: 4px; padding: 0 .35em; margin-left: .5rem; font-size: .8rem; }
.standing { white-space: nowrap; } .standing .mark { font-size: .86rem; }
.other-runs { margin-top: 1.4rem; } .other-runs p { color: var(--muted); margin: 0; } .other-runs ul { margin-top: .2rem; list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.6rem; max-width: none; font-size: .95rem; }
.overview { width: auto; } .overview th[scope=row] { min-width: 9rem; padding-right: 2rem; } .overview thead th { vertical-align: bottom; } .overview .number { padding-left: .9rem; } .overview thead .mark { font-size: .84rem; }
.overview thead small { display: block; font-weight: 400; font-size: .78rem; } .overview td.none { color: var(--muted); font-weight: 400; }
.overview td { font-family: var(--serif); font-size: 1.15rem; line-height: 1; } .overview th small { margin-left: .6rem; }
.difference { border-top: 1px solid var(--line); padding-block: .35rem .6rem; margin-top: 1rem; }
.difference h3 { margin: .6rem 0 .1rem; font-size: 1.18rem; font-weight: 500; max-width: 62rem; text-wrap: pretty; }
.difference .about, .grid .about { display: flex; flex-wrap: wrap; gap: .1rem 1rem; align-items: baseline; margin: 0; color: var(--muted); font-size: .92rem; }
.difference .about .mark, .grid .about .mark { font-size: .82rem; color: var(--muted); }
.behave { table-layout: fixed; margin-block: .5rem; } .behave thead th:nth-child(1) { width: 36%; }
.behave .condition th { color: var(--muted); font-size: .92rem; padding-top: .8rem; border-bottom-color: var(--muted); }
.behave .relation { color: var(--muted); } .behave .missed { background: var(--fail-soft); } .behave .mark { margin-right: .5rem; }
.behave tbody th, .behave td { padding-left: .5rem; } .behave thead th { padding-left: .5rem; }
.behave .standing { display: block; } .of-input { display: block; }
.because { font-size: .98rem; max-width: 60rem; padding-left: .5rem; } .difference details, .difference > .aside { margin-left: .5rem; }
.silences { table-layout: fixed; } .silences thead th:nth-child(1) { width: 22%; } .silences thead th:nth-child(2) { width: 8.5rem; } .silences thead th:nth-child(3) { width: 24%; }
.silences details { margin: 0; } .ids { list-style: none; padding: 0; margin: .3rem 0; font-size: .88rem; }
.marks-legend { margin-block: .2rem 1rem; } .marks-legend .mark { font-size: .88rem; }
.grid { border-collapse: separate; border-spacing: 0; margin: 0; }
.grid thead th { position: sticky; top: 0; z-index: 2; background: var(--paper); vertical-align: bottom; padding-block: .6rem .4rem; }
.grid thead th:first-child { left: 0; z-index: 3; }
.grid th[scope=row] { position: sticky; left: 0; z-index: 1; background: var(--paper); min-width: 17rem; }
.grid .column { text-align: center; padding-inline: .2rem; } .grid .column a { color: var(--ink); text-decoration-color: var(--line); font-weight: 600; }
.grid .column small { display: block; font-weight: 400; font-size: .76rem; }
.grid.dense .rest { display: none; } .grid.roomy .known-mark { display: block; font-size: .8rem; }
.grid.roomy .column { width: 5.4rem; } .grid.dense .column { width: 2.7rem; }
.grid.dense .column a { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 13rem; display: inline-block; line-height: 1.15; text-align: left; }
.grid .chapter-title th { font-family: var(--serif); font-size: 1.18rem; font-weight: 600; padding-top: 1.7rem; border-bottom-color: var(--muted); }
.grid .chapter-title span { position: sticky; left: 0; }
.grid .says a { color: var(--ink); text-decoration-color: var(--line); } .grid .says a:hover { color: var(--accent); text-decoration-color: currentColor; }
.grid .says { display: block; font-family: var(--serif); font-size: 1.02rem; line-height: 1.4; } .grid .about code { font-size: .78rem; }
.grid.grid .differ { box-shadow: inset 4px 0 var(--accent); padding-left: .8rem; }
.grid .cell { text-align: center; vertical-align: middle; padding: 0; }
.grid .cell > a, .grid .cell > span:only-child { display: block; padding: .45rem .1rem; text-decoration: none; }
.grid tbody tr:hover th[scope=row], .grid tbody tr:hover .cell { background: var(--sunk); } .grid .cell > a:hover { outline: 2px solid var(--accent); outline-offset: -3px; }
.grid .cell .icon { vertical-align: -.18em; } .grid .reads .icon { width: 12px; height: 12px; }
.grid .cell .word { display: block; font-size: .74rem; line-height: 1.3; font-weight: 600; }
.grid .is-unexpected > a { background: var(--fail-soft); } .grid .is-untold > a .icon { opacity: .8; }
.on, .grid.dense .cell .word { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.traits { width: auto; min-width: 100%; } .traits th, .traits td { min-width: 8.5rem; max-width: 20rem; padding-right: 1.2rem; font-size: .92rem; }
.traits thead th { color: var(--ink); font-weight: 600; } .traits th:first-child { position: sticky; left: 0; background: var(--paper); }
.traits .unusual { font-weight: 650; } .traits tbody th { color: var(--muted); }
.differs { color: var(--accent); font-size: .8rem; font-weight: 600; white-space: nowrap; }
@media screen and (min-width: 70rem) { .grid-room:not(.always) .scroll { overflow: visible; } }
@media screen and (max-width: 69.99rem) { .grid-room .scroll { max-height: 92vh; } }
@media screen { .grid-room.always .scroll { max-height: 92vh; } }
@media screen and (max-width: 46rem) {
  .grid-room .scroll { max-height: none; overflow: visible; }
  .grid, .grid tbody { display: block; } .grid thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .grid tr { display: flex; flex-wrap: wrap; gap: .35rem; padding-block: .7rem; border-bottom: 1px solid var(--line); }
  .grid th, .grid td { border: 0; } .grid th[scope=row] { position: static; flex-basis: 100%; padding: 0; min-width: 0; }
  .grid.grid .differ { padding-left: .7rem; } .grid .chapter-title { padding-bottom: 0; } .grid .chapter-title th { padding: .8rem 0 .2rem; }
  .grid .cell > a, .grid .cell > span:only-child { padding: .2rem .5rem; border: 1px solid var(--line); border-radius: 999px; font-size: .86rem; }
  .grid .is-expected > a { border-color: transparent; padding-inline: .1rem .4rem; font-size: .8rem; } .grid .is-expected .on { color: var(--muted); }
  .overview th small { display: block; margin: 0; } .overview .mark { white-space: normal; }
  .grid .cell .word, .grid.dense .cell .word { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .grid .cell .on { position: static; width: auto; height: auto; clip-path: none; overflow-wrap: anywhere; white-space: normal; color: var(--ink); }
  .behave thead, .silences thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .behave, .behave tbody, .silences, .silences tbody { display: block; }
  .behave tr, .silences tr { display: grid; gap: .15rem; padding: .5rem; border-bottom: 1px solid var(--line); }
  .behave th, .behave td, .silences th, .silences td, .behave tbody th { border: 0; padding: 0; }
  .behave td[data-name]::before { content: attr(data-name) ' '; color: var(--muted); font-size: .86rem; }
}
@media print {
  .grid thead th, .grid th[scope=row], .traits th:first-child { position: static; } .grid th[scope=row] { min-width: 0; }
  .grid .column, .grid.dense .column { width: auto; } .grid .cell .word { font-size: .6rem; } .traits th, .traits td { min-width: 0; font-size: .8em; }
  .traits.many, .traits.many tbody, .traits.many caption { display: block; } .traits.many thead { display: none; }
  .traits.many tr { display: flex; flex-wrap: wrap; gap: .1rem 1.2rem; padding-block: .3rem; border-bottom: 1px solid var(--line); }
  .traits.many th, .traits.many td { border: 0; padding: 0; max-width: none; } .traits.many th { flex-basis: 100%; }
  .traits.many td::before { content: attr(data-name) ': '; color: var(--muted); font-weight: 400; }
 
}
`
