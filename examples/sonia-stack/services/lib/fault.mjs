// Faults to switch on: FAULT=<service>:<fault>[:<number>]. What each does, and what must catch it, stands in FAULTS.md.
import { spawn } from 'node:child_process';

export function fault(service) {
  const [target, kind, number = '1'] = (process.env.FAULT ?? '').split(':');
  const mine = target === service ? kind : undefined;
  const n = Number(number);
  return {
    /** Whether this fault is on, at or after its n-th health request (`fail-once-at`: exactly at it). */
    is: (name, healthRequests) => mine === name && (name === 'fail-once-at' ? healthRequests === n : healthRequests >= n),
    hangs: (healthRequests) => mine === 'hang' && healthRequests >= n,
    ignoresStop: () => mine === 'ignore-sigterm',
    begin(server) {
      if (mine === 'exit') setTimeout(() => process.exit(3), n);
      if (mine === 'orphan') background('setInterval(() => {}, 1000)', { ...process.env }, 'ignore');
      if (mine === 'daemon') daemon(server.address().port);
      if (mine === 'suspend') setTimeout(() => process.kill(process.pid, 'SIGSTOP'), n);
    },
    async end() {
      if (mine === 'slow-stop') await new Promise((resolve) => setTimeout(resolve, n));
    },
  };
}

/** A child in a session of its own, that nobody waits for. */
function background(code, env, stdio) {
  const child = spawn(process.execPath, ['-e', code], { detached: true, stdio, env });
  child.unref();
  return child;
}

/**
 * A daemon as they are in the wild: forked twice, a session of its own, nothing of our environment, no output, and it takes over
 * the service's port once that is free.
 */
function daemon(port) {
  const hold = `const take = () => require("net").createServer().on("error", () => setTimeout(take, 5)).listen(${port}, "127.0.0.1"); take();`;
  const again = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(hold)}], { detached: true, stdio: "ignore", env: {} }).unref();`;
  background(again, {}, 'ignore');
}
