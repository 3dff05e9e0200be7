import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of texts on this machine. */
export interface FileServer {
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** Serves texts by their paths, all with one content security policy. */
export async function serveFiles(files: ReadonlyMap<string, string>, policy: string): Promise<FileServer> {
  const server = createServer(({ url }, response) => {
    const text = files.get(url!);
    if (text === undefined) return response.writeHead(404).end();
    const type = url!.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8';
    return response.setHeader('content-type', type).setHeader('content-security-policy', policy).end(text);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
