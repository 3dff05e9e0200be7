import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileLoop } from './compile-loop.ts';
import { fetchModule } from './fetch-module.ts';

/** A module without contents. */
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

const server = createServer(({ url }, response) => {
  if (url === '/gone.wasm') response.writeHead(404).end();
  else if (url === '/typed.wasm') response.setHeader('content-type', 'application/wasm').end(EMPTY);
  else response.end(url === '/text.wasm' ? 'text' : EMPTY);
});
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => void server.close());

const addressOf = (name: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}.wasm`;

describe('fetchModule', () => {
  it.each(['typed', 'untyped'])('compiles a file that is served %s', async name => {
    expect(String(await fetchModule(addressOf(name)))).toBe('[object WebAssembly.Module]');
    expect(String(await fetchModule(new URL(addressOf(name))))).toBe('[object WebAssembly.Module]');
  });

  it('has a worker compile it', async () => {
    const worker = new Worker(`(${String(compileLoop)})()`, { eval: true, execArgv: [] });
    expect(String(await fetchModule(addressOf('typed'), { worker }))).toBe('[object WebAssembly.Module]');
    await expect(fetchModule(addressOf('text'), { worker })).rejects.toThrow(
      'compileInWorker: the worker must compile',
    );
    await worker.terminate();
  });

  it('refuses what is no module, and what is not there', async () => {
    await expect(fetchModule(addressOf('text'))).rejects.toThrow('expected magic word');
    await expect(fetchModule(addressOf('gone'))).rejects.toThrow(
      /^fetchModule: the server must answer with the module, got status 404 for .*gone.wasm\. Check the address/,
    );
  });

  it('refuses an unknown option', () => {
    expect(() => fetchModule('/a.wasm', { workr: undefined } as never)).toThrow("Did you mean 'worker'?");
  });
});
