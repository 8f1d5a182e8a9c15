import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const WIDTH = 920;

const STYLE = `
body { margin: 0; padding: 24px; width: ${WIDTH - 48}px; box-sizing: content-box; color: #1f2328; background: #fff;
  font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, "Liberation Sans", sans-serif, "Noto Color Emoji"; overflow-wrap: break-word; }
h1, h2, h3 { margin: 24px 0 16px; font-weight: 600; line-height: 1.25; }
h1 { font-size: 2em; padding-bottom: .3em; border-bottom: 1px solid #d1d9e0b3; }
h2 { font-size: 1.5em; padding-bottom: .3em; border-bottom: 1px solid #d1d9e0b3; }
h3 { font-size: 1.25em; }
body > :first-child { margin-top: 0; }
p, ul, ol, table, blockquote, pre, details { margin: 0 0 16px; }
ul { padding-left: 2em; }
table { border-collapse: collapse; display: block; width: max-content; max-width: 100%; overflow: auto; }
th, td { padding: 6px 13px; border: 1px solid #d1d9e0; text-align: left; }
th { font-weight: 600; }
tr:nth-child(2n) td { background: #f6f8fa; }
code { padding: .2em .4em; background: #818b981f; border-radius: 6px; font: 85% ui-monospace, "Liberation Mono", monospace; }
pre { padding: 16px; background: #f6f8fa; border-radius: 6px; overflow: auto; line-height: 1.45; }
pre code { padding: 0; background: none; }
blockquote { margin-left: 0; padding: 0 1em; color: #59636e; border-left: .25em solid #d1d9e0; }
blockquote > :last-child { margin-bottom: 0; }
a { color: #0969da; }
hr { height: .25em; margin: 24px 0; border: 0; background: #d1d9e0; }
summary { cursor: default; }
`;

/** Leaves the height of the page where it can be read without a debugger. */
const MEASURE = '<script>document.documentElement.dataset.height = document.documentElement.scrollHeight</script>';

/** Renders Markdown as GitHub does (cmark-gfm is its renderer) and takes a picture of the page with chromium. */
export function screenshot(markdown: string, picture: string, folder: string): void {
  const extensions = ['table', 'strikethrough', 'autolink', 'tagfilter', 'tasklist'].flatMap((name) => ['-e', name]);
  const body = execFileSync('cmark-gfm', ['--unsafe', ...extensions], { input: markdown, encoding: 'utf8' });
  const page = path.join(folder, `${path.basename(picture)}.html`);
  // Unfolded, so that the picture shows what there is to unfold.
  const shown = body.replaceAll('<details>', '<details open>');
  fs.writeFileSync(page, `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>${shown}${MEASURE}`);
  const height = heightOf(page, folder);
  browse(folder, [`--window-size=${WIDTH},${height}`, `--screenshot=${picture}`, pathToFileURL(page).href]);
}

function heightOf(page: string, folder: string): number {
  const measured = browse(folder, [`--window-size=${WIDTH},100`, '--dump-dom', pathToFileURL(page).href]);
  return Number(/data-height="(\d+)"/.exec(measured)?.[1] ?? 2000);
}

function browse(folder: string, options: readonly string[]): string {
  const quiet = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--force-color-profile=srgb'];
  return execFileSync('chromium', [...quiet, `--user-data-dir=${path.join(folder, 'chromium')}`, ...options], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 60_000,
  });
}
