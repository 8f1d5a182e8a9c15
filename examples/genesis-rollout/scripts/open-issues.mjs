// The open issues with a label, as `gh issue list --label P0 --state open --json number` prints them; here of a file.
import fs from 'node:fs';

const [, , label] = process.argv;
const issues = JSON.parse(fs.readFileSync('data/issues.json', 'utf8'));
console.log(
  JSON.stringify(issues.filter(({ state, labels }) => state === 'open' && labels.includes(label)).map(({ number }) => ({ number }))),
);
