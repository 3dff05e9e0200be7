import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';

const PACKAGES = ['graph', 'inspect', 'miniatures', 'miniatures/surfaces', 'nn', 'optim', 'train'];
const GLOBALS = PACKAGES.map(name => name.split('/').at(-1)!);
const POLICY = "default-src 'self'; script-src 'self'; img-src data:";

/** The module that pages of tests load: the packages by name, and the circuits of tests. */
const ALL = `${PACKAGES.map((name, i) => `import * as ${GLOBALS[i]} from '@thalweg/${name}';`).join('')}
import { circuits } from './circuits.ts';
Object.assign(globalThis, { circuits, thalweg: { ${GLOBALS.join(', ')} } });`;

const BLANK = `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>Circuits</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">
<main><h1>Circuits</h1></main><script type="module" src="/all.js"></script>`;

/** A server of the packages as modules with shared chunks, and of pages that use them. */
export interface PackagesServed {
  /** A blank page with the packages as globals, under a policy that allows no inline scripts or styles. */
  readonly blank: string;
  /** The page of ten lines, with an import map added. */
  readonly tenLines: string;
  readonly close: () => void;
}

/** Bundles the packages from source and serves them. */
export async function servePackages(): Promise<PackagesServed> {
  const files = await modules();
  const names = PACKAGES.map(name => [`@thalweg/${name}`, `/${name}.js`]);
  const map = `<script type="importmap">${JSON.stringify({ imports: Object.fromEntries(names) as unknown })}</script>`;
  const page = await readFile(new URL('ten-lines.html', import.meta.url), 'utf8');
  files.set('/ten-lines', page.replace('<thalweg-circuit>', `${map}$&`));
  files.set('/page.css', 'body { margin: 0; font-family: sans-serif } h1 { font-size: 16px; margin: 8px }');
  const server = createServer(({ url }, response) => {
    const file = files.get(url!);
    const type = /\.(js|css)$/.exec(url!)?.[1];
    response.setHeader(
      'content-type',
      type === undefined ? 'text/html' : type === 'js' ? 'text/javascript' : 'text/css',
    );
    if (url === '/') response.setHeader('content-security-policy', POLICY);
    response.end(url === '/' ? BLANK : file);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    blank: `${origin}/`,
    tenLines: `${origin}/ten-lines`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function modules(): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [...PACKAGES.map(name => ({ in: `@thalweg/${name}`, out: name })), { in: 'entry:all', out: 'all' }],
    plugins: [
      {
        name: 'all',
        setup(esbuild) {
          esbuild.onResolve({ filter: /^entry:/ }, ({ path }) => ({ path, namespace: 'entry' }));
          esbuild.onLoad({ filter: /^/, namespace: 'entry' }, () => ({
            contents: ALL,
            resolveDir: import.meta.dirname,
          }));
        },
      },
    ],
    absWorkingDir: import.meta.dirname,
    outdir: '/',
    write: false,
    splitting: true,
    conditions: ['@thalweg/source', 'es2015', 'module'],
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    bundle: true,
    logLevel: 'silent',
  });
  return new Map(outputFiles.map(({ path, text }) => [path, text]));
}
