// Faults that can be switched on, to see whether a gate notices: FAULT=<service>:<fault>[:<number>], several with commas
// between them. What each does stands in faults/README.md.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { SERVICES } from './ports.mjs';

/** Every fault, with the number that it has when none is given. */
const FAULTS = {
  'fail-once-at': 50,
  hang: 50,
  wedge: 10,
  exit: 50,
  suspend: 50,
  'slow-start': 60_000,
  'slow-stop': 60_000,
  'ignore-sigterm': 0,
  'stale-pid-file': 0,
  daemon: 0,
  orphan: 0,
  zombie: 0,
  'let-in': 0,
  permit: 0,
  unconfined: 0,
  'early-ack': 60_000,
  phantom: 0,
};
/** Faults that only some have. */
const ONLY = {
  'stale-pid-file': ['memory-engine'],
  'let-in': ['api-gateway', 'eva-os'],
  permit: ['eva-os'],
  unconfined: ['openclaw'],
  'early-ack': ['memory-engine'],
  phantom: ['memory-engine'],
};
const KNOWN = [...SERVICES, 'load'];
const FOLDER = path.resolve(import.meta.dirname, '../../faults');

/** The faults of one service: their numbers by name. A word that means nothing ends the process: no test may pass by a typo. */
export function faultsOf(service) {
  const mine = new Map();
  for (const entry of (process.env.FAULT ?? '').split(',').filter(Boolean)) {
    const [target, fault, number = FAULTS[fault]] = entry.split(':');
    const known = fault in FAULTS && (ONLY[fault] ?? KNOWN).includes(target) && Number.isInteger(Number(number));
    if (!known || (target === 'load' && fault !== 'exit')) {
      console.error(`FAULT=${entry} means nothing; see faults/README.md`);
      process.exit(64);
    }
    if (target === service) mine.set(fault, Number(number));
  }
  return mine;
}

/** Starts what a service with `orphan`, `zombie` or `daemon` leaves behind when it ends. */
export function leaveBehind(faults, server) {
  const idle = path.join(FOLDER, 'left-behind.mjs');
  // A child that nobody ends: it is re-parented to init.
  if (faults.has('orphan')) spawn(process.execPath, [idle], { stdio: 'inherit' }).unref();
  // A program that has a child and never waits for it: `sleep`, which the shell became, doesn't know that it has one.
  if (faults.has('zombie')) spawn('/bin/sh', ['-c', 'sleep 0.1 & exec sleep 600'], { stdio: 'inherit' }).unref();
  if (faults.has('daemon')) daemon(idle, server);
}

/**
 * A daemon as they are in the wild: forked twice, in a session of its own, nothing of our environment, no output; and by
 * mistake it has inherited the listening socket, so the port stays taken when the service has long ended.
 */
function daemon(script, server) {
  const stdio = ['ignore', 'ignore', 'ignore', server._handle.fd];
  spawn('/bin/sh', ['-c', '"$0" "$1" &', process.execPath, script], { detached: true, env: {}, cwd: '/', stdio }).unref();
}
