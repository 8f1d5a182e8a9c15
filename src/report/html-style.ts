/** Colours of report.html, by scheme. Text colours have a contrast of 4.5 or more on `page` and on `band`. */
export const PALETTE = {
  light: {
    page: '#ffffff',
    band: '#f4f6f8',
    line: '#d0d7de',
    text: '#1b1f24',
    quiet: '#57606a',
    good: '#116329',
    bad: '#a40e26',
    open: '#7d4e00',
    mixed: '#4c3b9c',
    bar: '#8c959f',
  },
  dark: {
    page: '#0d1117',
    band: '#161b22',
    line: '#30363d',
    text: '#e6edf3',
    quiet: '#9da7b3',
    good: '#56d364',
    bad: '#ff8e86',
    open: '#e3b341',
    mixed: '#bcadff',
    bar: '#6e7681',
  },
} as const;

function variables(colours: Readonly<Record<string, string>>): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ');
}

export const STYLE = `
:root { color-scheme: light dark; ${variables(PALETTE.light)} }
@media (prefers-color-scheme: dark) { :root { ${variables(PALETTE.dark)} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.1rem; font-weight: 600; color: var(--quiet); margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
p { margin: .5rem 0; max-width: 48rem; }
ul { margin: .5rem 0; padding-left: 1.25rem; }
.decision { border-left: .5rem solid currentColor; padding: .25rem 0 .25rem 1rem; margin-bottom: 1rem; }
.status { font-size: 2.5rem; line-height: 1.1; font-weight: 700; margin: 0; letter-spacing: .01em; }
.headline { font-size: 1.2rem; margin: .25rem 0 0; color: var(--text); }
.notice { border: 1px solid var(--line); border-left: .25rem solid var(--open); background: var(--band); padding: .5rem .75rem; }
.good { color: var(--good); } .bad { color: var(--bad); } .open { color: var(--open); } .mixed { color: var(--mixed); } .quiet { color: var(--quiet); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.25rem; margin: .5rem 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
caption { text-align: left; color: var(--quiet); padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; min-width: 6rem; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 400; }
tr.gate th, tr.gate td { background: var(--band); font-weight: 600; padding-top: .5rem; padding-bottom: .5rem; }
tr.gate th, table.grouped thead th:first-child { padding-left: .5rem; }
.remark { display: block; font-weight: 400; color: var(--quiet); }
table.grouped tbody tr:not(.gate) > th { padding-left: 1.5rem; }
.verdict { white-space: nowrap; font-weight: 600; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.mark { position: sticky; right: 0; background: var(--page); padding-left: .5rem; }
td.time { white-space: nowrap; font-variant-numeric: tabular-nums; }
td.hash { min-width: calc(64ch + 1rem); font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .8rem; }
code { font: .9em ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
pre { background: var(--band); border: 1px solid var(--line); padding: .5rem .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.tag { font-weight: 400; color: var(--quiet); border: 1px solid var(--line); border-radius: 1rem; padding: 0 .5rem; font-size: .8rem; white-space: nowrap; }
td.span { width: 9rem; min-width: 6rem; } td.span svg { width: 100%; height: .7rem; display: block; margin-top: .4rem; } td.span rect { fill: var(--bar); }
footer { margin-top: 3rem; color: var(--quiet); font-size: .85rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } .status { font-size: 2rem; } }
@media print {
  :root { ${variables(PALETTE.light)} }
  body { font-size: 10pt; } main { max-width: none; padding: 0; } .scroll { overflow: visible; } td.hash { min-width: 0; }
  tr, .decision, .notice { break-inside: avoid; } h2 { break-after: avoid; } thead { display: table-header-group; }
}
`;
