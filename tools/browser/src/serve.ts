import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of one page. */
export interface Server {
  /** The address of the page, which comes with a content security policy. */
  readonly page: (policy: string) => string;
  readonly close: () => void;
}

// Without an icon of its own, a page asks for one that is not there.
const PAGE = `<!doctype html>
<meta charset="utf-8">
<title>Thalweg</title>
<link rel="icon" href="data:,">
<script type="module" src="/program.mjs"></script>
`;

/** Serves a bundle, and a page that loads it. */
export async function serve(path: string): Promise<Server> {
  const bundle = await readFile(path);
  const server = createServer(({ url }, response) => {
    const { pathname, searchParams } = new URL(url!, 'http://localhost');
    if (pathname === '/program.mjs') response.setHeader('content-type', 'text/javascript').end(bundle);
    else
      response
        .setHeader('content-type', 'text/html')
        .setHeader('content-security-policy', searchParams.get('policy')!)
        .end(PAGE);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    page: policy => `http://127.0.0.1:${port}/?${new URLSearchParams({ policy }).toString()}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
