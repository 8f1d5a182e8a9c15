import { describe, expect, test } from 'vitest';
import { http } from '../../src/probes/kinds/http.ts';
import { tcp } from '../../src/probes/kinds/tcp.ts';

describe('the port of this machine that an address means', () => {
  const names = [
    'localhost',
    'LOCALHOST.',
    'app.localhost',
    '127.0.0.1',
    '127.1',
    '127.8.9.10',
    '0',
    '0.0.0.0',
    '2130706433',
    '0x7f000001',
  ];
  const bracketed = ['::1', '::', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::ffff:127.8.9.10', '::ffff:7f00:1', '::ffff:0.0.0.0'];

  test.each([...names, ...bracketed.map((one) => `[${one}]`)])('%s', (host) => {
    expect(http.localPort?.({ url: `http://${host}:8080/healthz`, method: 'GET', headers: {} })).toBe(8080);
    expect(tcp.localPort?.({ host: host.replace(/^\[|\]$/g, ''), port: 8080 })).toBe(8080);
  });

  test.each(['localhost.example.com', '10.0.0.1', '128.0.0.1', 'db', '[::2]', '[::ffff:10.0.0.1]', '[2001:db8::7f00:1]'])(
    'not %s',
    (host) => {
      expect(http.localPort?.({ url: `http://${host}:8080/healthz`, method: 'GET', headers: {} })).toBeUndefined();
      expect(tcp.localPort?.({ host: host.replace(/^\[|\]$/g, ''), port: 8080 })).toBeUndefined();
    },
  );

  test.each([
    ['http', 80],
    ['https', 443],
  ])('%s without a port', (protocol, port) => {
    expect(http.localPort?.({ url: `${protocol}://[::ffff:127.0.0.1]/`, method: 'GET', headers: {} })).toBe(port);
  });
});
