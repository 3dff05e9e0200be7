import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer } from 'vite';
import { root } from '../workspace.ts';

/** A folder that Vite serves. */
export interface ServedPage {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Serves a folder as `npx vite` does, at a free port. What its scan for dependencies does not find is named, as the plugins
 * of frameworks do, or the page would be loaded twice.
 */
export async function servePage(folder: string, include: string[] = []): Promise<ServedPage> {
  const server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'error',
    cacheDir: await mkdtemp(join(folder, '.vite-')),
    optimizeDeps: { include },
    // React and its renderer must be of one folder.
    resolve: { alias: ['react', 'react-dom'].map(find => ({ find, replacement: `${root}node_modules/${find}` })) },
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null, fs: { strict: false } },
  });
  await server.listen();
  return { url: server.resolvedUrls!.local[0]!, close: () => server.close() };
}
