/** On paper: black on white, nothing that only works on a screen, ladders scaled to the page and never cut. */
export const PRINT = `
@page { margin: 16mm 14mm; }
@media print {
  body { font-size: 10.5pt; }
  main, header.site, footer.site, .partial { max-width: none; padding-inline: 0; }
  .skip, .filters, .neighbours, button.copy, .words:not([open]), .in-words:not([open]), .contents { display: none; }
  h2, h3, caption, figcaption, thead { break-after: avoid; } tr, .command, .sheet, .legend, .histogram { break-inside: avoid; }
  .scroll, .plain, pre { overflow: visible; max-height: none; } .ladder .scroll { border: 0; padding: 0; }
  .sheet, .sheet.wide { width: 100%; height: auto; min-width: 0; }
  a { color: inherit; text-decoration: none; } .sources a::after { content: ' <' attr(href) '>'; font-size: .85em; overflow-wrap: anywhere; }
  .attention, .partial { border-color: #000000; }
}
`
