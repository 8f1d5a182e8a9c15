// The front: nginx, which gives a share of the customers to the canary. A customer stays on one build as long as the weight stays.
import fs from 'node:fs';
import { PORTS } from '../service/ports.mjs';

export const HOME = 'state/nginx';

/** nginx takes no share of 0 %, and at 100 % nothing may be left for the others. */
function shares(weight) {
  if (weight === 0) return '* stable;';
  return weight === 100 ? '* canary;' : `${weight}% canary; * stable;`;
}

/** Writes the configuration for a weight of the canary, in percent; everything that nginx writes lies beside it. */
export function configure(weight) {
  if (!Number.isInteger(weight) || weight < 0 || weight > 100)
    throw new Error(`found a weight of ${weight}, expected a whole number of percent, 0 to 100`);
  fs.mkdirSync(`${HOME}/temp`, { recursive: true });
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((part) => `${part}_temp_path temp/${part};`);
  const text = `pid nginx.pid;
error_log stderr warn;
worker_processes 2;
worker_shutdown_timeout 5s;
events { worker_connections 512; }
http {
  access_log off;
  ${temp.join(' ')}
  upstream stable { server 127.0.0.1:${PORTS.stable}; }
  upstream canary { server 127.0.0.1:${PORTS.canary}; }
  split_clients "$http_x_customer" $build { ${shares(weight)} }
  server {
    listen 127.0.0.1:${PORTS.front};
    location = /-/weight { default_type application/json; return 200 '{"weight": ${weight}}'; }
    location / { proxy_pass http://$build; }
  }
}
`;
  fs.writeFileSync(`${HOME}/nginx.conf.new`, text);
  fs.renameSync(`${HOME}/nginx.conf.new`, `${HOME}/nginx.conf`);
}
