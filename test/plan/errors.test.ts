import { describe, expect, it } from 'vitest';
import { problemsOf } from './load.ts';

/** A configuration around one gate, which begins on line 6. */
function gate(text: string): string {
  return `version: 1
vars: { limit: 3, on: true, word: x }
services:
  api: { run: ./api, port: 8080, health: /healthz }
gates:
${text}
`;
}

/** One probe, which begins at 6:27. */
function probe(text: string): string {
  return gate(`  a: { kind: checks, checks: [ ${text} ] }`);
}

/** One service, on line 3; its map begins at 3:8. */
function service(text: string): string {
  return `version: 1
services:
  svc: ${text}
gates: { a: { run: "true" } }
`;
}

describe('problems of gates', () => {
  it.each([
    ['  a: { kind: helth }', '6:14: unknown kind "helth"; did you mean "health"?'],
    [
      '  a: { kind: x }',
      '6:14: unknown kind "x"; kinds: checks, cycles, health, tests, classification, metrics, rollout, durability, access, change, assert',
    ],
    [
      '  a: { name: x }',
      '6:3: gate "a" needs "kind" (or "run"): one of checks, cycles, health, tests, classification, metrics, rollout, durability, access, change, assert',
    ],
    ['  a: 5', '6:6: gate "a" must be a map with "kind"'],
    ['  a:', '6:3: gate "a" is empty: it needs "kind" (or "run")'],
    ['  a:\n  kind: checks\n  checks: [ { command: x } ]', '7:3: kind, checks stand beside "a", not below it: indent them'],
    ['  a:\n  run: "true"\n  b: { run: "true" }', '7:3: run stands beside "a", not below it: indent it'],
    ['  evidence: { run: "true" }', '6:3: the id "evidence" is reserved for the built-in gate'],
    ['  a: { kind: evidence }', '6:14: unknown kind "evidence"; kinds: checks'],
    ['  "a b": { run: "true" }', '6:3: found "a b", expected an id: letters, digits, "-" and "_", first a letter, at most 60'],
    ['  Smoke: { run: "true" }\n  smoke: { run: "true" }', '7:3: "smoke" and "Smoke" differ in upper and lower case only'],
    ['  a: { run: "true", need: [b] }', '6:21: unknown key "need" of a checks gate; did you mean "needs"?'],
    ['  a: { run: "true", needs: [b] }', '6:29: unknown gate "b"'],
    ['  aa: { run: "true" }\n  b: { run: "true", needs: [ab] }', '7:29: unknown gate "ab"'],
    ['  alpha: { run: "true" }\n  b: { run: "true", needs: alhpa }', '7:28: unknown gate "alhpa"; did you mean "alpha"?'],
    ['  a: { run: "true", needs: [a] }', '6:29: "a" needs itself'],
    ['  a: { run: "true" }\n  b: { run: "true", needs: [a, a] }', '7:32: a second "a"'],
    ['  a: { run: "true", needs: [evidence] }', '6:29: "evidence" is built in and always last: no gate can need it'],
    [
      '  a: { run: "true", needs: [c] }\n  b: { run: "true", needs: [a] }\n  c: { run: "true", needs: [b] }',
      '6:29: gates need each other in a circle: a → c → b → a',
    ],
    ['  a: { run: "true", services: [apo] }', '6:32: unknown service "apo"; did you mean "api"?'],
    ['  a: { kind: cycles, count: 2, fresh: true, services: [apo] }', '6:56: unknown service "apo"; did you mean "api"?'],
    ['  a: { run: "true", services: apo }', '6:31: unknown service "apo"; did you mean "api"?'],
    ['  a: { run: "true", services: "api, apo" }', '6:31: unknown service "apo"; did you mean "api"?'],
    ['  a: { run: "true", services: "api," }', '6:31: unknown service ""'],
    ['  a: { run: "true", services: 3 }', '6:31: found 3, expected "all" or a list or ids'],
    ['  a: { run: "true", timeout: 5 }', '6:30: found 5, expected a duration such as 250ms, 5s, 30m or 48h'],
    ['  a: { run: "true", timeout: 5 s }', '6:30: found "5 s", expected a duration such as 250ms, 5s, 30m or 48h'],
    ['  a: { run: "true", timeout: 0s }', '6:30: found "0s", expected more than 0'],
    ['  a: { run: "true", timeout: 25d }', '6:30: found "25d", expected at most 24d'],
    ['  a: { run: "true", timeout: 0.0001ms }', '6:30: found "0.0001ms", expected whole milliseconds'],
    ['  a: { run: "true", if: alway }', '6:25: found "alway", expected one of success, always; did you mean "always"?'],
    ['  a: { run: "true", required: no }', '6:31: found "no", expected true or false: write false'],
    ['  a: { run: "true", required: "true" }', '6:31: found "true", expected true or false: write true without quotes'],
    ['  a: { run: "true", required: true, required-for: [x] }', '6:51: expected either "required" or "required-for", found both'],
    ['  a: { run: "true", fresh: true }', '6:28: there is nothing to restart: the gate has no "services"'],
    ['  a: { run: "true", runs-on: linux }', '6:30: "runs-on" needs "shard"'],
    ['  a: { run: "true", criteria: ["failed == 0", "failed == 0"] }', '6:47: a second criterion named "failed == 0"'],
    ['  a: { run: "true", criteria: [ { warn: "failed < 2" } ] }', '6:33: a criterion needs "pass": a condition such as "p95Ms < 200.0"'],
    ['  a: { run: "true", env: { "A": [1] } }', '6:33: found a list, expected a text'],
    ['  a: { run: "true", env: { A: 1.10 } }', '6:31: found 1.10, which is the number 1.1; write it in quotes if it is a text'],
  ])('%s', (text, problem) => {
    expect(problemsOf(gate(text))[0]).toContain(`gates.yml:${problem}`);
  });

  it.each([
    ['keys beside a gate', '  a:\n  kind: checks\n  checks: [ { command: x } ]'],
    ['a gate that needs itself', '  a: { run: "true", needs: a }'],
  ])('are one for %s', (_, text) => {
    expect(problemsOf(gate(text))).toHaveLength(1);
  });

  it('leave a gate alone that is called like a key', () => {
    expect(problemsOf(gate('  a:\n  checks: { run: "true" }'))).toEqual(['gates.yml:6:3: gate "a" is empty: it needs "kind" (or "run")']);
  });
});

describe('a key with nothing behind it', () => {
  const file = (section: string): string => `version: 1\n${section}\ngates: { a: { run: "true" } }\n`;

  it.each([
    [
      'policy:',
      '2:1: "policy" is empty: write its keys below it, indented (require-clean-tree, max-attempts, allow-warnings, …), or remove',
    ],
    ['evidence:', '2:1: "evidence" is empty: write its keys below it, indented (capture-env, secret-env, scan, …), or remove this line'],
    ['services:', '2:1: "services" is empty: write its entries below it, indented (NAME: …), or remove this line'],
    ['services:\n  api:', '3:3: service "api" is empty: it needs "run" (or "health")'],
    ['env:', '2:1: "env" is empty: write its entries below it, indented (NAME: …), or remove this line'],
    ['waivers:', '2:1: "waivers" is empty: write its entries below it, each after "- ", or remove this line'],
    ['name:', '2:1: "name" is empty: expected a name, or remove this line'],
    ['policy:\n  max-attempts:', '3:3: "max-attempts" is empty: expected a whole number, 1 or more, or remove this line'],
    ['env:\n  X:', '3:3: "X" is empty: expected a text'],
    ['evidence:\n  attachments:\n    -', '4:6: this entry is empty: expected a path or a map'],
    // Refused, because the rule may be lost by its indentation alone.
    ['policy:\nmax-attempts: 2', '2:1: "policy" is empty'],
  ])('%j says where, and what to write', (section, problem) => {
    expect(problemsOf(file(section))[0]).toContain(`gates.yml:${problem}`);
  });

  it.each([
    ['  a: { run: "true", criteria: }', '6:21: "criteria" is empty: expected'],
    ['  a: { run: }', '6:8: "run" is empty: expected a command'],
    ['  a: { kind: checks, checks: }', '6:22: "checks" is empty: write its entries below it'],
  ])('%j of a gate does, too', (text, problem) => {
    expect(problemsOf(gate(text))[0]).toContain(`gates.yml:${problem}`);
  });

  it('is no configuration where it is "gates"', () => {
    expect(problemsOf('version: 1\ngates:\n')).toEqual(['gates.yml:2:1: "gates" is empty: write its entries below it, indented (NAME: …)']);
  });
});

describe('keys beside a service', () => {
  it('are one problem', () => {
    const text =
      'version: 1\nservices:\n  api:\n  run: ./api\n  health: { http: /healthz }\ngates: { a: { run: "true", services: [api] } }\n';
    expect(problemsOf(text)).toEqual(['gates.yml:4:3: run, health stand beside "api", not below it: indent them']);
  });
});

describe('the version', () => {
  it('is a number', () => {
    expect(problemsOf('version: "1"\ngates: { a: { run: "true" } }')).toEqual([
      'gates.yml:1:10: found "1", expected 1: write 1 without quotes',
    ]);
  });
});

describe('problems of the kinds of gates', () => {
  it.each([
    ['  a: { kind: health, services: all, intervall: 5s }', '6:37: unknown key "intervall" of a health gate; did you mean "interval"?'],
    ['  a: { kind: health, services: all, zzz: 5s }', '6:37: unknown key "zzz" of a health gate; known keys: interval, duration, count'],
    ['  a: { kind: health, services: all }', '6:6: a health gate needs "duration" or "count"'],
    ['  a:\n    kind: health\n    services: all', '6:3: a health gate needs "duration" or "count"'],
    ['  a: { kind: health, count: 3 }', '6:6: a health gate needs "services"'],
    ['  a: { kind: health, services: all, count: 3, duration: 15s }', '6:44: expected either "duration" or "count", found both'],
    [
      '  a: { kind: health, services: all, duration: 31s }',
      '6:47: found 31s, expected a whole number of intervals of 5s, such as 30s or 35s',
    ],
    ['  a: { kind: health, services: all, duration: 3s }', '6:47: found 3s, expected a whole number of intervals of 5s, such as 5s'],
    ['  a: { kind: health, services: all, count: 0 }', '6:44: found 0, expected a whole number, 1 or more'],
    ['  a: { kind: health, services: all, count: 1.5 }', '6:44: found 1.5, expected a whole number, 1 or more'],
    ['  a: { kind: health, services: all, count: 9, failure-limit: 120% }', '6:62: found "120%", expected at most 100%'],
    [
      '  a: { kind: health, services: all, count: 9, failure-limit: -1 }',
      '6:62: found -1, expected a count such as 0, or a ratio such as 0.5%',
    ],
    ['  a: { kind: health, services: all, count: 9, failure-limit: 9 }', "6:62: a gate that can't fail: all 9 checks may fail"],
    ['  a: { kind: health, services: all, count: 9, failure-limit: 100% }', "6:62: a gate that can't fail: all 9 checks may fail"],
    ['  a: { kind: health, services: all, count: 9, missed-limit: 9 }', '6:61: found 9, expected less than the 9 checks'],
    ['  a: { kind: health, services: all, count: 9, uninterrupted: 1m }', '6:62: found 1m, which is longer than the gate'],
    [
      '  a: { kind: health, services: all, duration: 30m, timeout: 10m }',
      '6:61: found 10m, but the gate takes 29 min 55 s at least: it could never end by itself',
    ],
    ['  a: { kind: cycles, count: 3 }', '6:6: a cycles gate needs "services"'],
    ['  a: { kind: cycles, services: all }', '6:6: a cycles gate needs "count": a whole number from 1 to 100000'],
    ['  a: { kind: checks }', '6:6: a checks gate needs "checks" (or "run")'],
    ['  a: { kind: checks, checks: [] }', '6:30: found an empty list, expected at least one check'],
    ['  a: { run: x, checks: [ { tcp: "h:1" } ] }', '6:13: expected either "checks" or "run", found both'],
    ['  a: { kind: tests, reports: r.xml }', '6:6: a tests gate without "run" needs "produced-by"'],
    ['  a: { kind: tests, run: x }', '6:6: a tests gate needs "reports"'],
    [
      '  a: { kind: tests, reports: r, produced-by: jbo }',
      '6:46: unknown gate "jbo"; expected run, job, commit, external, the id of a gate, or artifact:NAME',
    ],
    ['  a: { kind: tests, reports: r, produced-by: a }', '6:46: found "a", which is this gate: the file must be there before it runs'],
    [
      '  a: { kind: tests, reports: r, produced-by: b }\n  b: { run: x }',
      '6:46: gate "b" runs after this one: add `needs: [b]`, or move it up',
    ],
    [
      '  a: { kind: assert, files: { x: { path: x.json, produced-by: a } }, criteria: ["x.ok == true"] }',
      '6:63: found "a", which is this gate: the file must be there before it runs',
    ],
    [
      '  a: { kind: checks, checks: [ { file: x, produced-by: b } ] }\n  b: { run: x }',
      '6:56: gate "b" runs after this one: add `needs: [b]`, or move it up',
    ],
    [
      '  a: { kind: change, base: main, rules: [ { paths: x, risk: high } ], approvers: [] }',
      '6:82: found an empty list, expected at least one',
    ],
    ['  a: { kind: tests, reports: r, produced-by: job, runs: 2 }', '6:57: found 2, which needs "run"'],
    ['  a: { kind: tests, run: x, reports: r, format: junt }', '6:49: found "junt", expected one of auto, junit'],
    ['  a: { kind: tests, run: x, reports: r, failure-limit: 100% }', "6:56: a gate that can't fail"],
    [
      '  a: { kind: tests, run: x, reports: r, suites: [ { name: s, match: a }, { name: s, match: b } ] }',
      '6:74: a second suite named "s"',
    ],
    ['  a: { kind: tests, run: x, reports: r, components: [ { name: s, match: a } ] }', '6:53: components need "coverage"'],
    [
      '  a: { kind: classification, run: x, results: { path: r.csv }, classes: [a, b], manifest: { path: m.json, cases: 2 } }',
      '6:6: a classification gate needs at least one criterion',
    ],
    [
      '  a: { kind: classification, run: x, results: { path: r.csv }, classes: [a, a], manifest: { path: m.json, cases: 2 }, criteria: ["accuracy > 0.5"] }',
      '6:77: a second class named "a"',
    ],
    [
      '  a: { kind: classification, run: x, results: { path: r.txt }, classes: [a, b], manifest: { path: m.json, cases: 2 }, criteria: ["accuracy > 0.5"] }',
      '6:55: found "r.txt", expected a name that ends in .jsonl, .ndjson or .csv',
    ],
    [
      '  a: { kind: classification, run: x, results: { path: r.csv, append-only: true }, classes: [a, b], manifest: { path: m.json, cases: 2 }, criteria: ["accuracy > 0.5"] }',
      '6:75: "append-only" needs results in .jsonl: appended lines of CSV have no header',
    ],
    [
      '  a: { kind: classification, run: x, results: { path: r.csv }, classes: [a, b], manifest: { path: m, cases: 2 }, criteria: ["accuracy > 0.5"] }',
      '6:99: found "m", expected a name that ends in .json, .yml, .yaml, .jsonl, .ndjson or .csv',
    ],
    [
      '  a: { kind: classification, run: x, results: { path: r.csv }, fields: { actual: expected }, classes: [a, b], manifest: { path: m.json, cases: 2 }, criteria: ["accuracy > 0.5"] }',
      '6:82: found "expected", which is the field of "expected" already',
    ],
    ['  a: { kind: metrics, prometheus: { url: "http://h:1" }, queries: { q: x } }', '6:6: a metrics gate needs at least one criterion'],
    [
      '  a: { kind: metrics, prometheus: { url: "h" }, queries: { q: x }, criteria: ["q == 1"] }',
      '6:42: found "h", expected a URL such as http://localhost:9090',
    ],
    [
      '  a: { kind: metrics, prometheus: { url: "http://h:1", headers: { authorization: x }, basic-auth: { username: a, password: b } }, queries: { q: x }, criteria: ["q == 1"] }',
      '6:99: expected either "basic-auth" or an Authorization header, found both',
    ],
    [
      '  a: { kind: metrics, prometheus: { url: "http://ann:secret@h:1" }, queries: { q: x }, criteria: ["q == 1"] }',
      '6:42: expected a URL without a name, a password or a query; credentials belong in "headers" or "basic-auth"',
    ],
    [
      '  a: { kind: metrics, prometheus: { url: "http://h:1" }, queries: { q-q: x }, criteria: ["q == 1"] }',
      '6:69: found "q-q", expected a name',
    ],
    [
      '  a: { kind: metrics, prometheus: { url: "http://h:1" }, queries: { q: x }, duration: 1m, criteria: ["q == 1"] }',
      '6:87: a duration needs "interval"',
    ],
    ['  a: { kind: durability, service: apo, write: w, backup: b, restore: r, read: x, rpo: 1s, rto: 1s }', '6:35: unknown service "apo"'],
    ['  a: { kind: access }', '6:6: an access gate needs "rules" or "sandbox"'],
    [
      '  a: { kind: access, base-url: "http://h", identities: { op: {} }, rules: [ { request: { url: /x }, allow: [pp], deny: [] } ] }',
      '6:109: unknown identity "pp"; did you mean "op"?',
    ],
    [
      '  a: { kind: access, base-url: "http://h", identities: { op: {} }, rules: [ { request: { url: /x }, deny: [op] } ] }',
      '6:75: expected at least one allowed request',
    ],
    [
      '  a: { kind: access, identities: { op: {} }, rules: [ { request: { url: /x }, allow: [op] } ] }',
      "6:6: a gate that can't fail: nothing is denied",
    ],
    ['  a: { kind: access, sandbox: [ { run: x, expect: denied } ] }', '6:33: a denied command needs "denied-exit"'],
    ['  a: { kind: access, sandbox: [ { run: x, expect: denied, control: y } ] }', '6:33: a denied command needs "denied-exit"'],
    ['  a: { kind: access, sandbox: [ { run: x, expect: allowed, control: y } ] }', '6:69: an allowed command has no "control"'],
    ['  a: { kind: access, sandbox: [ { run: x, expect: denied, denied-exit: [1, 127] } ] }', '6:76: found 127, by which a shell says'],
    ['  a: { kind: access, base-url: h, rules: [ { request: { url: ftp://h/x }, allow: [] } ] }', '6:32: found "h", expected a URL'],
    [
      '  a: { kind: access, base-url: "http://h/?a=b" }',
      '6:32: found "http://h/?a=b", expected a URL without "?" and "#": paths are written after it',
    ],
    ['  a: { kind: access, base-url: "http://u:p@h/" }', '6:32: credentials in a URL would stand in the evidence'],
    ['  a: { kind: access, rules: [ { request: { url: "http://u:p@h/x" } } ] }', '6:49: credentials in a URL would stand in the evidence'],
    ['  a: { kind: access, rules: [ { request: { url: /x, method: CONNECT } } ] }', '6:61: CONNECT asks a proxy for a connection'],
    ['  a: { kind: access, identities: { op: { headers: { X-Role: "" } } } }', '6:61: a header without a value: whom would it make known?'],
    ['  a: { kind: access, identities: { op: { headers: { X-Role: a, x-role: b } } } }', '6:72: "x-role" and "X-Role" are the same header'],
    [
      '  a: { kind: access, identities: { a: {}, b: { headers: {} } }, rules: [ { request: { url: "http://h" }, allow: [a], deny: [b] } ] }',
      '6:125: nobody can tell "b" from "a", who is allowed: their headers are the same',
    ],
    [
      '  a: { kind: access, identities: { a: {} }, rules: [ { request: { url: "http://h" }, deny: [a], expect: json.ok } ] }',
      '6:105: nobody is allowed whose answer it could be about',
    ],
    [
      '  a: { kind: access, identities: { a: {}, b: { headers: { X: y } } }, rules: [ { request: { url: "http://h" }, allow: [b], deny: [a], expect: exitCode == 0 } ] }',
      '6:143: unknown measurement "exitCode"',
    ],
    ['  a: { kind: access, rules: [ { request: { url: "ftp://h/x" }, allow: [] } ] }', '6:49: found "ftp://h/x", expected a path or a URL'],
    ['  a: { kind: access, identities: { op: {} }, rules: [ { request: { url: /x }, allow: [op, op] } ] }', '6:91: "op" stands here twice'],
    [
      '  a: { kind: access, rules: [ { request: { url: /x }, denied-status: [500] } ] }',
      '6:71: found 500, expected a whole number from 300 to 499',
    ],
    [
      '  a: { kind: change, base: main, rules: [ { paths: x, risk: low } ], verdicts: { high: allow, critical: allow } }',
      "6:80: a gate that can't fail: every risk is allowed",
    ],
    ['  a: { kind: change, base: main, rules: [ { paths: [], risk: low } ] }', '6:52: found an empty list, expected at least one'],
    ['  a: { kind: change, base: main, rules: [] }', '6:41: found an empty list, expected at least one rule'],
    ['  a: { kind: assert }', '6:6: an assert gate needs at least one criterion'],
    ['  a: { kind: assert, files: { gates: x }, criteria: ["gates == 1"] }', '6:38: the name "gates" is taken'],
    ['  a: { kind: assert, files: { f: x }, values: { f: "1" }, criteria: ["f == 1"] }', '6:52: "f" is a file already'],
  ])('%s', (text, problem) => {
    expect(problemsOf(gate(text)).find((line) => line.startsWith(`gates.yml:${problem}`))).toBeDefined();
  });
});

describe('problems of probes', () => {
  it.each([
    ['{ htpp: x }', '6:34: unknown key "htpp" of a probe; did you mean "http"?'],
    ['{ name: x }', '6:32: a probe needs one of http, tcp, port-free, command, tool, file'],
    ['5', '6:32: found 5, expected a probe'],
    ['{ http: "http://h/", expct: "status == 200" }', '6:53: unknown key "expct" of an http probe; did you mean "expect"?'],
    ['{ http: "ftp://h/" }', '6:40: found "ftp://h/", expected a URL such as http://127.0.0.1:8080/healthz'],
    ['{ http: /healthz }', '6:40: found the path "/healthz", expected a URL'],
    ['{ http: { url: "http://u:p@h/" } }', '6:47: credentials in a URL would stand in the evidence'],
    ['{ http: { url: "http://h/", metod: POST } }', '6:60: unknown key "metod" of an http request; did you mean "method"?'],
    ['{ http: { url: "http://h/", body: x, json: {} } }', '6:75: expected either "body" or "json", found both'],
    ['{ tcp: localhost }', '6:39: found "localhost", expected host:port such as localhost:5432'],
    ['{ tcp: "localhost:99999" }', '6:39: found port 99999, expected 1 to 65535'],
    ['{ port-free: 70000 }', '6:45: found 70000, expected a whole number from 1 to 65535'],
    ['{ tool: node, version: ">==20" }', '6:55: found ">==20", expected a version range such as ">=20" or "^3.11"'],
    ['{ tool: node, version: abc }', '6:55: found "abc", expected a version range such as ">=20" or "^3.11"'],
    ['{ tool: "node; rm -rf /" }', '6:40: found "node; rm -rf /", expected the name of a command'],
    ['{ container: "a b" }', '6:45: found "a b", expected the name of a container'],
    ['{ file: x, lacks: "(" }', '6:50: found "(", expected an RE2 pattern'],
    ['{ file: x, contains: [ok, "a(?=b)"] }', '6:58: found "a(?=b)", expected an RE2 pattern'],
    ['{ file: x, lacks: [] }', '6:50: found an empty list, expected at least one'],
    ['{ file: "run/[ab.pid" }', '6:40: found "run/[ab.pid", expected a path, a glob or log:SERVICE whose brackets are closed'],
    ['{ file: "run/{a,b.pid" }', '6:40: found "run/{a,b.pid", expected a path, a glob or log:SERVICE whose brackets are closed'],
    ['{ file: "run/@(a|b.pid" }', '6:40: found "run/@(a|b.pid", expected a path, a glob or log:SERVICE whose brackets are closed'],
    ['{ file: "!run/*.pid", count: 0 }', '6:40: found "!run/*.pid", expected what to look for: "!" has no meaning here'],
    ['{ file: "run/*/../a.pid" }', '6:40: found "run/*/../a.pid", which no path can match: "", "." or ".." stands after a wildcard'],
    ['{ file: "log:apo" }', '6:40: unknown service "apo"; did you mean "api"?'],
    ['{ file: "log:api", count: 2 }', '6:58: the log of a service is one file'],
    ['{ file: x, since: rollback }', '6:50: found "rollback", expected gate or run'],
    ['{ file: x, min-bytes: -1 }', '6:54: found -1, expected a whole number, 0 or more'],
    ['{ file: x, produced-by: zz }', '6:56: unknown gate "zz"; expected run, job, commit, external, the id of a gate, or artifact:NAME'],
    ['{ disk: / }', '6:40: a disk probe needs "expect", such as "free > 0.2"'],
    ['{ sqlite: db, query: "select 1" }', '6:42: a sqlite probe needs "expect", such as "size(rows) == 1"'],
    ['{ sqlite: db, expect: "size(rows) == 1" }', '6:32: a sqlite probe needs "query": a query'],
    ['{ env-file: .env }', '6:32: an env-file probe needs "equals"'],
    ['{ env-file: .env, equals: {} }', '6:58: expected at least one value'],
    ['{ env: "A-B" }', '6:39: found "A-B", expected the name of an environment variable'],
    ['{ tcp: "h:1", retry: { attempts: 0 } }', '6:65: found 0, expected a whole number from 1 to 1000'],
    ['{ tcp: "h:1", timeout: soon }', '6:55: found "soon", expected a duration'],
  ])('%s', (text, problem) => {
    expect(problemsOf(probe(text))).toEqual([expect.stringContaining(`gates.yml:${problem}`)]);
  });
});

describe('problems of services', () => {
  it.each([
    ['{ run: x, prot: 80 }', '3:18: unknown key "prot" of a service; did you mean "port"?'],
    ['{ run: x, port: 0 }', '3:24: found 0, expected a whole number from 1 to 65535'],
    ['{ run: x, health: /x }', '3:26: found the path "/x", expected a URL'],
    ['{ run: x, port: 80, health: { http: /x, timeot: 1s } }', '3:48: unknown key "timeot" of a health probe; did you mean "timeout"?'],
    ['{ run: x, health: { htp: /x } }', '3:28: unknown key "htp" of a health probe; did you mean "http"?'],
    ['{ run: x, ready: { timeout: 5s } }', '3:18: "ready" needs http, tcp or command'],
    [
      '{ run: x, stop: { signal: SIGTREM } }',
      '3:34: found "SIGTREM", expected one of SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGKILL; did you mean "SIGTERM"?',
    ],
    ['{}', '3:8: a service without "run" needs "health"'],
    ['{ health: { tcp: "h:1" }, stop: {} }', '3:34: "stop" has no meaning without "run"'],
    ['{ health: { tcp: "h:1" }, pid-file: x }', '3:34: "pid-file" has no meaning for an external service'],
    ['{ run: x, port: 80, health: { http: /x, expect: "statsu == 200" } }', '3:57: unknown measurement "statsu"'],
    [
      '{ run: x, port: 80, health: /x, progress: { http: /m, value: json.n, within: 5s } }',
      '3:40: no health gate judges the progress of "svc"',
    ],
  ])('%s', (text, problem) => {
    expect(problemsOf(service(text))).toEqual([expect.stringContaining(`gates.yml:${problem}`)]);
  });

  it('two on one port', () => {
    const text = 'version: 1\nservices:\n  a: { run: x, port: 80 }\n  b: { run: x, port: 80 }\ngates: { g: { run: x } }\n';
    expect(problemsOf(text)).toEqual(['gates.yml:4:22: port 80 is also that of "a"']);
  });

  it('says nothing more of gates whose services are wrong', () => {
    const text =
      'version: 1\nservices:\n  a: { run: x, port: 8o }\ngates: { g: { kind: health, services: [a], count: 1 }, h: { kind: cycles, services: all, count: 1 } }\n';
    expect(problemsOf(text)).toEqual(['gates.yml:3:22: found "8o", expected a whole number from 1 to 65535']);
  });

  it('cycles over what we do not start', () => {
    const text = 'version: 1\nservices:\n  db: { health: { tcp: "h:1" } }\ngates: { g: { kind: cycles, services: all, count: 1 } }\n';
    expect(problemsOf(text)).toEqual(['gates.yml:4:39: service "db" has no "run": it can\'t be stopped and started']);
    expect(problemsOf(`${text}stack: { start: a, stop: b }\n`)).toHaveLength(1);
  });

  it('all, when none has health', () => {
    const text = 'version: 1\nservices:\n  a: { run: x }\ngates: { g: { run: x, services: all } }\n';
    expect(problemsOf(text)).toEqual(['gates.yml:4:33: found all, but no service has "health"']);
    expect(problemsOf(text.replace('run: x, services: all', 'kind: health, count: 1, services: [a]'))).toEqual([
      'gates.yml:4:49: none of these services has "health": there is nothing to check',
    ]);
  });
});

describe('problems of the rest of the file', () => {
  it.each([
    ['version: 2', '1:10: found 2, expected 1'],
    ['version: 1\nvars: { a-b: 1 }', '2:9: found "a-b", expected a name: letters, digits and "_"'],
    ['version: 1\nvars: { a: [1] }', '2:12: found a list, expected a text, a number, or true or false'],
    ['version: 1\nvars: { a: 3.10 }', '2:12: found 3.10, which is the number 3.1'],
    ['version: 1\npolicy: { allow-override: [] }', '2:11: unknown key "allow-override" of the policy; did you mean "allow-overrides"?'],
    ['version: 1\npolicy: { max-attempts: 0 }', '2:25: found 0, expected a whole number, 1 or more'],
    ['version: 1\nvars: { host: x }\npolicy: { allow-overrides: [hots] }', '3:29: unknown variable "hots"; did you mean "host"?'],
    ['version: 1\nevidence: { capture-env: [A], secret-env: [A] }', '2:44: "A" is in "capture-env" too: a secret is not kept'],
    ['version: 1\nevidence: { capture-env: [A-B] }', '2:27: found "A-B", expected the name of an environment variable'],
    ['version: 1\nevidence: { store: Github }', '2:20: found "Github", expected github in small letters, or another folder'],
    ['version: 1\nevidence: { store: AUTO }', '2:20: found "AUTO", expected auto in small letters, or another folder'],
    ['version: 1\nevidence: { store: "s3://bucket" }', '2:20: found "s3://bucket", expected a folder, auto or github'],
    ['version: 1\nevidence: { store: "file:///srv/gate" }', '2:20: found "file:///srv/gate", expected a folder, auto or github'],
    ['version: 1\nstack: { start: x }', '2:8: the stack needs "stop": a command'],
    ['version: 1\nrelease: { sign-off: { cto: "@x" } }', '2:29: found "@x", expected a list'],
    ['version: 1\nwaivers: [ { gate: a } ]', '2:12: a waiver needs "match"'],
    ['version: 1\nwaivers: [ { gate: b, match: t, severity: low, owner: o, reason: r, expires: 2026-02-28 } ]', '2:20: unknown gate "b"'],
    [
      'version: 1\nwaivers: [ { gate: a, match: "t*", severity: low, owner: o, reason: r, expires: 2026-02-28 } ]',
      '2:30: the glob "t*" needs "max"',
    ],
    [
      'version: 1\nwaivers: [ { gate: a, match: t, severity: low, owner: o, reason: r, expires: 2026-02-29 } ]',
      '2:78: found "2026-02-29", which is no day of the calendar',
    ],
    [
      'version: 1\nwaivers: [ { gate: a, match: t, severity: low, owner: o, reason: r, expires: tomorrow } ]',
      '2:78: found "tomorrow", expected a date such as 2026-12-31',
    ],
  ])('%s', (text, problem) => {
    expect(problemsOf(`${text}\ngates: { a: { run: x } }\n`)[0]).toContain(`gates.yml:${problem}`);
  });

  it('no gates', () => {
    expect(problemsOf('version: 1\n')).toEqual(['gates.yml:1:1: the configuration needs "gates": a map']);
    expect(problemsOf('version: 1\ngates: {}\n')).toEqual(['gates.yml:2:8: expected at least one gate']);
  });

  it('all of it at once, in the order of the file', () => {
    const text = 'version: 3\ngates:\n  b: { kind: helth }\n  a: { run: x, needs: [zz], tmeout: 3s }\nnam: x\n';
    expect(problemsOf(text)).toEqual([
      'gates.yml:1:10: found 3, expected 1',
      'gates.yml:3:14: unknown kind "helth"; did you mean "health"?',
      'gates.yml:4:24: unknown gate "zz"',
      'gates.yml:4:29: unknown key "tmeout" of a checks gate; did you mean "timeout"?',
      'gates.yml:5:1: unknown key "nam" of the configuration; did you mean "name"?',
    ]);
  });
});

describe('the shortest form that one would try', () => {
  it.each([
    ['evidence: { retention: 30d }', 'found "30d", expected a map: write { days: 30 }'],
    ['evidence: { attachments: LOG.md }', 'found "LOG.md", expected a list: write [ LOG.md ]'],
    ['evidence: { secret-env: X }', 'found "X", expected a list: write [ X ]'],
    ['evidence: { allow-secrets: private-key }', 'write [ { rule: private-key, path: …, reason: … } ]'],
    ['services: { s: { run: x, port: "8080" } }', 'found "8080", expected a whole number from 1 to 65535: write 8080 without quotes'],
    ['services: { s: { run: x, stop: SIGINT } }', 'found "SIGINT", expected a map: write { signal: SIGINT }'],
    ['services: [ s ]', 'found a list, expected a map: write each below a name of its own, without "- "'],
    ['env: [ A ]', 'found a list, expected a map: write each below a name of its own, without "- "'],
    ['waivers: { gate: a }', 'found a map, expected a list: write a list, "- " before the first key of each'],
  ])('%s', (text, problem) => {
    expect(problemsOf(`version: 1\n${text}\ngates: { a: { run: x } }\n`)).toEqual([expect.stringContaining(problem)]);
  });

  const CLASSIFICATION = 'kind: classification, run: x, classes: [a, b], criteria: ["accuracy > 0.9"]';
  const ROLLOUT = 'kind: rollout, run: x, stages: [ { name: s, weight: 1, bake: 1m } ], queries: { e: q }, criteria: ["e < 1.0"]';
  it.each([
    [
      `${CLASSIFICATION}, results: r.jsonl, manifest: { path: m.json, cases: 2 }`,
      'found "r.jsonl", expected a map: write { path: r.jsonl }',
    ],
    [`${CLASSIFICATION}, results: { path: r }, manifest: m.json`, 'found "m.json", expected a map: write { path: m.json, cases: … }'],
    [
      `${CLASSIFICATION}, results: { path: r }, manifest: { path: m, cases: 2 }, baseline: last-go`,
      'found "last-go", expected a map: write { from: last-go }',
    ],
    [`${ROLLOUT}, prometheus: "http://h:1", rollback: { run: x }`, 'found "http://h:1", expected a map: write { url: http://h:1 }'],
    [`${ROLLOUT}, prometheus: { url: "http://h:1" }, rollback: ./d.sh 0`, 'found "./d.sh 0", expected a map: write { run: ./d.sh 0 }'],
    ['run: x, retry: 3', 'found 3, expected a map: write { attempts: 3 }'],
    ['kind: cycles, services: all, count: "3"', 'found "3", expected a whole number from 1 to 100000: write 3 without quotes'],
    ['kind: tests, run: x, reports: r, failure-limit: "3"', 'expected a count such as 0, or a ratio such as 0.5%: write 3 without quotes'],
    ['kind: tests, run: x, reports: r, suites: unit', 'found "unit", expected a list: write [ { name: unit, match: … } ]'],
    ['kind: checks, checks: npm test', 'found "npm test", expected a list: write [ { command: npm test } ]'],
    ['kind: checks, checks: [ "echo: x" ]', 'found "echo: x", expected a probe: write { command: "echo: x" }'],
    ['kind: checks, checks: [ "http://h/" ]', 'found "http://h/", expected a probe: write { http: http://h/ }'],
    ['kind: checks, checks: { command: x }', 'found a map, expected a list: write a list, "- " before the first key of each'],
  ])('%s', (keys, problem) => {
    const services = 'services: { api: { run: x, health: "http://h/" } }';
    expect(problemsOf(`version: 1\n${services}\ngates: { g: { ${keys} } }\n`)).toEqual([expect.stringContaining(problem)]);
  });

  it('says nothing of what to write where that is not clear', () => {
    expect(problemsOf('version: 1\ngates: { t: { kind: tests, run: x, reports: r, coverage: 3 } }\n')[0]).not.toContain('write');
    expect(problemsOf('version: 1\nname: "3"\ngates: { t: { run: x, timeout: "no" } }\n')[0]).not.toContain('write');
  });

  it('of gates is a map as well', () => {
    expect(problemsOf('version: 1\ngates:\n  - { run: x }\n')).toEqual([
      'gates.yml:2:1: found a list, expected a map: write each below a name of its own, without "- "',
    ]);
  });
});

describe('words of peers', () => {
  it.each([
    [
      'kind: checks, checks: [ { http: "http://h/", status: 200 } ]',
      'unknown key "status" of an http probe; write expect: "status == 200"',
    ],
    ['kind: checks, checks: [ { http: "http://h/", expect: 200 } ]', 'found 200, expected a condition: write "status == 200"'],
    ['kind: checks, checks: [ { http: "http://h/", expect: { status: 204 } } ]', 'write "status == 204"'],
    ['kind: checks, checks: [ { url: "http://h/" } ]', 'unknown key "url" of a probe; here it is called "http"'],
    ['kind: checks, checks: [ { cmd: x } ]', 'unknown key "cmd" of a probe; here it is called "command"'],
    ['cmd: x, kind: checks', 'unknown key "cmd" of a checks gate; here it is called "run"'],
    ['kind: metrics, count: 10, interval: 1m', 'here it is called "duration", which is count × interval: write duration: 10m'],
    ['kind: metrics, provider: { prometheus: {} }', 'unknown key "provider" of a metrics gate; here it is called "prometheus"'],
    [
      'kind: rollout, run: x, analysis: {}',
      'unknown key "analysis" of a rollout gate; its keys stand beside the others here: see docs/peers.md',
    ],
  ])('%s', (keys, problem) => {
    expect(problemsOf(`version: 1\ngates: { g: { ${keys} } }\n`).join('\n')).toContain(problem);
  });
});
