/** @module-tag chromium */
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { precompiledPlans } from '@thalweg/build';
import { wasm } from '@thalweg/wasm';
import { build, defaultClientConditions } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../browsers/launch.ts';
import { trainAndPredict } from './model.ts';
import type { Found } from './site/main.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** The files of a built site, by their paths from its root on. */
type SiteFiles = ReadonlyMap<string, Buffer>;

const opened: { files?: SiteFiles } = {};
beforeAll(async () => void (opened.files = await buildSite()));

/** Builds the site with Vite and the plugin, from the sources of the packages. */
async function buildSite(): Promise<SiteFiles> {
  const outDir = await mkdtemp(join(tmpdir(), 'site-'));
  try {
    await build({
      root: fileURLToPath(new URL('site', import.meta.url)),
      configFile: false,
      logLevel: 'silent',
      resolve: { conditions: ['@thalweg/source', ...defaultClientConditions] },
      build: { outDir, emptyOutDir: true },
      plugins: [
        precompiledPlans({
          targets: ['predict', 'training'],
          sizes: { batch: [1, 32] },
          flags: ['--import', 'tsx', '--conditions=@thalweg/source'],
        }),
      ],
    });
    const names = await readdir(outDir, { recursive: true, withFileTypes: true });
    const paths = names.filter(entry => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const files = await Promise.all(
      paths.map(async path => [path.slice(outDir.length), await readFile(path)] as const),
    );
    return new Map(files);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

/** What the page finds, with all responses under one policy but those that are to have another. */
async function foundUnder(policy: string, ofWorker = policy): Promise<Found> {
  const server = createServer(({ url = '/' }, response) => {
    const path = url === '/' ? '/index.html' : url;
    const file = opened.files!.get(path);
    if (file === undefined) return void response.writeHead(404).end();
    response.setHeader('content-type', TYPES[extname(path)]!);
    response.setHeader('content-security-policy', path.includes('compile-worker') ? ofWorker : policy);
    response.end(file);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => 'found' in globalThis);
    return await page.evaluate(() => found);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

describe('a site that Vite built with precompiled plans', () => {
  const STRICT = "script-src 'self'";

  it('has a file for the module, and one for the worker', () => {
    const paths = [...opened.files!.keys()];
    expect(paths).toContainEqual(expect.stringMatching(/^\/assets\/model-.*\.wasm$/));
    expect(paths).toContainEqual(expect.stringMatching(/^\/assets\/compile-worker-.*\.js$/));
  });

  it("trains and predicts under script-src 'self', to the bits of wasm() in Node", async () => {
    const { values, compiled, plans } = await foundUnder(STRICT, `${STRICT} 'wasm-unsafe-eval'`);
    expect([...plans].sort()).toEqual(['predict', 'predict', 'training', 'training']);
    expect(compiled).toBe(41);
    expect(values).toEqual(await trainAndPredict(wasm()));
    expect(values[39]).toBeLessThan(values[0]!);
  });

  it('says what the response with the worker’s script must allow', async () => {
    const told = await foundUnder(STRICT).catch(String);
    expect(told).toContain('compileInWorker: the worker must compile the module, got CompileError');
  });
});
