/** Where everything listens on 127.0.0.1: the variables of gates.yml, which every command gets, or what stands there. */
const DEFAULTS = { front: 8080, stable: 8081, canary: 8082, dashboards: 8083, prometheus: 8084 };

export const PORTS = Object.fromEntries(
  Object.entries(DEFAULTS).map(([name, port]) => [name, Number(process.env[`GATE_VAR_${name}`] ?? port)]),
);

export const at = (name, path = '') => `http://127.0.0.1:${PORTS[name]}${path}`;
