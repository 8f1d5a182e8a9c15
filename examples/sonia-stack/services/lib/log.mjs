// One line an event, to stdout: time, service, event, then what belongs to it.

/** `log('openclaw', 'worker-ended', { pid: 17 })` → `2026-11-21T08:00:00.000Z openclaw worker-ended pid=17` */
export function log(service, event, fields = {}) {
  const words = Object.entries(fields).map(([name, value]) => `${name}=${/^[\w./:-]+$/.test(value) ? value : JSON.stringify(value)}`);
  console.log([new Date().toISOString(), service, event, ...words].join(' '));
}
