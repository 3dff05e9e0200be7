import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

/** A plain static host. */
export interface Host {
  readonly address: string;
  readonly close: () => void;
}

const kinds: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Returns a policy that lets a page load only its own files. */
const policy = (script: string): string =>
  `default-src 'none'; script-src ${script}; connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; base-uri 'none'`;

/** Serves the files of a folder below a path, with a content security policy. */
export async function serve(folder: string, script = "'self'"): Promise<Host> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url!, 'http://localhost').pathname.replace(/^\/below/, '')).replace(
      /\/$/,
      '/index.html',
    );
    readFile(join(folder, path)).then(
      file =>
        response
          .setHeader('content-type', kinds[extname(path)] ?? 'application/octet-stream')
          .setHeader('content-security-policy', policy(script))
          .end(file),
      () => response.writeHead(404).end(),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/below/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
