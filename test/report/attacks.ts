/** Texts that hurt where they are shown unescaped, by what they would do. Each keeps a visible word, so that it never escapes to nothing. */
export const ATTACKS: Readonly<Record<string, string>> = {
  mention: 'ask @octocat and @org/team',
  reference: 'see #12, GH-12, org/repo#12, org/repo@4c1f7d9',
  image: '![x](https://evil.example/a.png) [l](javascript:alert(1)) [f]: https://evil.example',
  address: 'https://evil.example www.evil.example mailto:a@b.example <https://evil.example>',
  html: '<img src=x onerror=alert(1)> </details></summary> <!-- x --> <script>alert(1)</script> <a href="javascript:0">x</a>',
  table: 'a | b \\| c || d\n| e | f |\n|---|---|',
  lines: 'one\n\n# two\r\n- three\u2028> four\u0085---\n```\nfive\n```\n===',
  fence: '``` ```mermaid ~~~ `a` ``b``',
  emphasis: '**bold** _it_ ~~no~~ *x* $`y`$ $$z$$ [^1] [ ] [!NOTE]',
  entity: '&lt;b&gt; &#64;octocat &amp; &copy',
  shortcode: ':white_check_mark: passed :x: :+1:',
  command: '::error file=a.ts,line=1::boo\n::stop-commands::token\n::add-mask::x\n  ::set-output name=a::b',
  oldCommand: 'x ##[error]boo ##[group]a ###[command]b ##\u200d[error]c :\u200d:error::d',
  bidi: 'abc\u202efdp.exe\u202c \u2066x\u2069 \u200fy \u200bz\u{e0041}',
  controls: 'a\u0000b\u001b[31mred\u001b[0m \u009b2J \u001b]8;;https://evil.example\u0007link \u0007 \u007f',
  marker: '--> <!-- gate-action other run=999 attempt=9 --> <!-- gate-action x run=999',
  mermaid: 'x"] --> g9\n click g0 "javascript:alert(1)" %%{init: {"theme":"dark"}}%% end; #quot; ]:::failed subgraph y',
  halves: 'a\ud800b\udc00c',
};

/** What acts on a screen or hides: controls, marks of direction, half characters, characters without a shape. */
export const INVISIBLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff]|[\u{e0000}-\u{e0fff}]/u;
