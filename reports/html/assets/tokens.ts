/** Colours and typefaces. All pairs of text and background have a contrast of at least 4.5 to 1 in both schemes. */
export const TOKENS = `
:root {
  --paper: #fcfbf8; --raised: #ffffff; --sunk: #f3f1ea; --ink: #1c2127; --muted: #59616b; --line: #ddd9cf;
  --accent: #1d5a86; --accent-soft: #e4eef6; --focus: #b3541e;
  --pass: #0a6847; --pass-soft: #e3f1ea; --fail: #a3320c; --fail-soft: #fbeae3;
  --unresolved: #765000; --unresolved-soft: #faf0d7; --unsupported: #47567a; --unsupported-soft: #e9ecf4;
  --untested: #59616b; --untested-soft: #eeece6;
  --call: #c9d8e4; --call-line: #4d7795; --note: #f7f1df;
  --serif: Charter, 'Bitstream Charter', 'Sitka Text', 'Iowan Old Style', Cambria, Georgia, 'DejaVu Serif Condensed', serif;
  --sans: ui-sans-serif, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', 'DejaVu Sans Condensed', Arial, sans-serif;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'Segoe UI Mono', 'Roboto Mono', 'Liberation Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181c; --raised: #1c2025; --sunk: #20252b; --ink: #e9e6df; --muted: #a5adb7; --line: #363c44;
    --accent: #8fc1e9; --accent-soft: #1d3142; --focus: #f0a06a;
    --pass: #6fd3a8; --pass-soft: #17332a; --fail: #ffa27e; --fail-soft: #3c2018;
    --unresolved: #f0c560; --unresolved-soft: #362b12; --unsupported: #b3c0e2; --unsupported-soft: #252c3d;
    --untested: #a5adb7; --untested-soft: #282d33;
    --call: #2d4557; --call-line: #7fa9c7; --note: #2c291f;
  }
}
@media print {
  :root {
    --paper: #ffffff; --raised: #ffffff; --sunk: #ffffff; --ink: #000000; --muted: #333333; --line: #999999;
    --accent: #000000; --accent-soft: #ffffff; --focus: #000000;
    --pass: #000000; --pass-soft: #ffffff; --fail: #000000; --fail-soft: #ffffff;
    --unresolved: #000000; --unresolved-soft: #ffffff; --unsupported: #000000; --unsupported-soft: #ffffff;
    --untested: #000000; --untested-soft: #ffffff;
    --call: #dddddd; --call-line: #000000; --note: #ffffff;
    color-scheme: light;
  }
}
`
