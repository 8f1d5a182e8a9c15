// Where the six services listen. API_GATEWAY_PORT, MODEL_ROUTER_PORT, … move them, so that two stacks can stand side by side.

const REAL = {
  'api-gateway': 7000,
  'model-router': 7010,
  'memory-engine': 7020,
  pipecat: 7030,
  openclaw: 7040,
  'eva-os': 7050,
};

export const SERVICES = Object.keys(REAL);

/** The port that others reach a service at. */
export function portOf(service) {
  return Number(process.env[`${service.toUpperCase().replaceAll('-', '_')}_PORT`] ?? REAL[service]);
}

/** The port that a service itself listens on: PORT, as whoever starts it says. */
export function ownPort(service) {
  return Number(process.env.PORT ?? portOf(service));
}
