// The dashboards, found as Grafana lets one find them (GET /api/search): one for each file of monitoring/dashboards.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const FOLDER = path.resolve(import.meta.dirname, 'dashboards');

function found() {
  return fs.readdirSync(FOLDER).map((file) => {
    const { uid, title } = JSON.parse(fs.readFileSync(path.join(FOLDER, file), 'utf8'));
    return { uid, title, type: 'dash-db', url: `/d/${uid}` };
  });
}

http
  .createServer((request, response) => {
    const isSearch = new URL(request.url, 'http://h').pathname === '/api/search';
    response.writeHead(isSearch ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(isSearch ? found() : {}));
  })
  .listen(Number(process.env.PORT), '127.0.0.1');
