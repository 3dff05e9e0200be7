import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

/** A folder that is served below a base. */
export interface ServedFolder {
  readonly address: string;
  readonly close: () => void;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * Serves the files of a folder as a plain web server does; whatever is not below the base is not found: `404.html`. The port
 * is the given one if it is free, or else any.
 */
export async function serveFolder(folder: string, base: string, wished = 0): Promise<ServedFolder> {
  const server = createServer(({ url }, response) => {
    const file = fileAt(url!, folder, base);
    const content = file === undefined ? Promise.reject(new Error('not below the base')) : readFile(file);
    content.then(
      bytes => response.setHeader('content-type', TYPES[extname(file!)] ?? 'application/octet-stream').end(bytes),
      async () => {
        const page = await readFile(join(folder, '404.html')).catch(() => '');
        response.writeHead(404, { 'content-type': TYPES['.html'] }).end(page);
      },
    );
  });
  await listening(server, wished).catch(() => listening(server, 0));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${base}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The file that an address names; none if it is not below the base, or is no address. */
function fileAt(url: string, folder: string, base: string): string | undefined {
  try {
    const { pathname } = new URL(url, 'http://localhost');
    const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    return path.startsWith(base) ? join(folder, normalize(decodeURI(path.slice(base.length - 1)))) : undefined;
  } catch {
    return undefined;
  }
}

function listening(server: Server, port: number): Promise<unknown> {
  return once(server.listen(port, '127.0.0.1'), 'listening');
}
