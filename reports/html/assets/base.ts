/** Text, links, tables and what every page has. */
export const BASE = `
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 var(--sans); overflow-wrap: break-word;
}
main, header.site, footer.site, .partial { max-width: 76rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2.5rem); }
main { padding-block: 1.5rem 4rem; }
main:focus { outline: none; }
h1, h2, h3 { font-family: var(--serif); line-height: 1.25; font-weight: 600; text-wrap: balance; }
h1 { font-size: clamp(1.55rem, 1.2rem + 1.9vw, 2.35rem); margin: .4rem 0 1rem; letter-spacing: -.01em; }
h2 { font-size: 1.35rem; margin: 3.25rem 0 .75rem; }
h3 { font-size: 1.08rem; margin: 1.75rem 0 .5rem; }
p, ol, ul, dl { max-width: 46rem; margin-block: .6rem; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .18em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
code, pre, kbd { font-family: var(--mono); font-size: .875em; }
h1, h2, h3, p, li, dd, summary, caption, figcaption { overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; unicode-bidi: isolate; }
pre { margin: 0; padding: .8rem 1rem; background: var(--sunk); border: 1px solid var(--line); border-radius: 6px; line-height: 1.45; white-space: pre-wrap; overflow-wrap: anywhere; }
kbd { border: 1px solid var(--line); border-radius: 4px; padding: 0 .35em; background: var(--sunk); color: var(--muted); }
.aside, small { color: var(--muted); font-size: .9rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; background: var(--raised); padding: .6rem 1rem; z-index: 2; }
.skip:focus { top: .5rem; }
header.site { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; padding-block: 1.1rem .9rem; }
header.site::after { content: ''; flex-basis: 100%; border-bottom: 1px solid var(--line); margin-top: .5rem; }
.name { display: inline-flex; align-items: center; gap: .5rem; font-weight: 650; color: var(--ink); text-decoration: none; letter-spacing: .01em; }
.name:hover { text-decoration: underline; }
.logo { stroke: var(--accent); stroke-width: 2.2; fill: none; stroke-linecap: round; }
.logo .filled { fill: var(--accent); stroke: none; }
.tagline { color: var(--muted); font-size: .92rem; }
footer.site { color: var(--muted); font-size: .9rem; padding-block: 1rem 2.5rem; }
footer.site::before { content: ''; display: block; border-top: 1px solid var(--line); margin-bottom: 1rem; }
footer.site p { max-width: none; }
table { border-collapse: collapse; width: 100%; margin-block: .75rem 1.25rem; font-size: .95rem; }
caption { text-align: left; font-weight: 600; padding-block: .35rem; }
th, td { overflow-wrap: anywhere; text-align: left; vertical-align: baseline; padding: .5rem .9rem .5rem 0; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { overflow-wrap: normal; color: var(--muted); font-weight: 500; font-size: .84rem; border-bottom-color: var(--muted); }
tbody th { font-weight: 400; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
details { margin-block: .75rem; }
summary { cursor: pointer; color: var(--accent); width: fit-content; max-width: 100%; }
summary:hover { text-decoration: underline; }
.partial { background: var(--unresolved-soft); border-left: 5px solid var(--unresolved); padding-block: .7rem; margin-block: .5rem; }
.partial p { margin: 0; max-width: 60rem; }
.mark { display: inline-flex; align-items: baseline; gap: .4em; font-weight: 600; font-size: .92rem; white-space: nowrap; }
.icon { flex: none; align-self: center; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linejoin: round; stroke-linecap: round; }
.icon .filled { fill: currentColor; stroke-width: 1; }
.verdict-pass { color: var(--pass); } .verdict-fail { color: var(--fail); } .verdict-unresolved { color: var(--unresolved); }
.verdict-unsupported { color: var(--unsupported); } .verdict-untested { color: var(--untested); }
.reading-holds, .reading-qualified, .reading-contradicted { color: var(--ink); font-weight: 500; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 27rem), 1fr)); gap: .25rem 2.5rem; max-width: none; }
.facts div { display: grid; grid-template-columns: 7.5rem 1fr; gap: .75rem; padding-block: .2rem; }
.facts dt { color: var(--muted); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.command { display: flex; align-items: flex-start; gap: .6rem; max-width: 60rem; background: var(--sunk); border: 1px solid var(--line); border-radius: 6px; padding: .55rem .6rem .55rem .9rem; margin-block: .5rem; }
.command code { flex: 1; white-space: pre-wrap; padding-block: .15rem; }
button, select, input { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--muted); border-radius: 6px; padding: .35rem .6rem; }
button { cursor: pointer; font-size: .9rem; } button:hover { border-color: var(--accent); color: var(--accent); }
.scroll { overflow: auto; } .scroll:has(> pre) { max-height: 24rem; }
`
