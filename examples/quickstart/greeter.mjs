// A small real service: it greets, counts its greetings, and says whether it is well. No dependencies.
import http from 'node:http';

const port = Number(process.env.PORT ?? 4180);
let greeted = 0;

const server = http.createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  if (pathname === '/healthz') return answer(200, { ok: true, greeted });
  if (pathname === '/greet') return answer(200, { greeting: `Hello, ${searchParams.get('name') ?? 'world'}!`, greeted: ++greeted });
  return answer(404, { error: `nothing at ${pathname}` });
});

server.listen(port, '127.0.0.1', () => console.log(`greeter listens on ${port}`));
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
