import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bundle } from './bundle.ts';

/** A server of a single page. */
export interface Server {
  /** Returns the address of the page with a content security policy; cross-origin isolated if it shares memory. */
  readonly page: (policy: string, isolated: boolean) => string;
  readonly close: () => void;
}

// Without an icon link, the browser requests a missing favicon.
const PAGE = `<!doctype html>
<meta charset="utf-8">
<title>Thalweg</title>
<link rel="icon" href="data:,">
<script type="module" src="/program.mjs"></script>
`;

/** The headers that a page needs to share memory. Worker scripts need the second one. */
const ISOLATION = [
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-embedder-policy', 'require-corp'],
] as const;

/** Serves a bundle, its workers and a page that loads the bundle. Each address may name the policy of its response. */
export async function serve({ path, worker, compileWorker }: Bundle): Promise<Server> {
  const files = new Map([
    ['/program.mjs', await readFile(path)],
    ['/worker.mjs', await readFile(worker)],
    ['/compile-worker.mjs', await readFile(compileWorker)],
  ]);
  const server = createServer(({ url }, response) => {
    const { pathname, searchParams } = new URL(url!, 'http://localhost');
    const file = files.get(pathname);
    if (file !== undefined || searchParams.has('isolated'))
      for (const [name, value] of ISOLATION) response.setHeader(name, value);
    const policy = searchParams.get('policy');
    if (policy !== null) response.setHeader('content-security-policy', policy);
    if (file !== undefined) response.setHeader('content-type', 'text/javascript').end(file);
    else if (pathname === '/') response.setHeader('content-type', 'text/html').end(PAGE);
    else response.writeHead(404).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    page: (policy, isolated) =>
      `http://127.0.0.1:${port}/?${new URLSearchParams({ policy, ...(isolated ? { isolated: '' } : {}) }).toString()}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
