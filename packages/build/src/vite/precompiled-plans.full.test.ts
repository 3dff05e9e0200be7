import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { precompiled } from '@thalweg/wasm';
import { createServer, defaultClientConditions, type Plugin, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { precompiledPlans, type PrecompiledPlansOptions } from './precompiled-plans.ts';
import { moduleOf } from '../testing/module-of.ts';

/** Inside the package, from where the modules find what they import. */
const site = { root: '' };
const here = fileURLToPath(new URL('../testing/', import.meta.url));
beforeAll(async () => {
  const launcher = fileURLToPath(new URL('../../../../tools/bundle/bundle.mjs', import.meta.url));
  execFileSync(process.execPath, [launcher, 'build', '--javascript'], { stdio: ['ignore', 2, 2] });
  site.root = await mkdtemp(join(here, 'site-'));
  await copyFile(join(here, 'perceptron.ts'), join(site.root, 'model.ts'));
});
afterAll(() => rm(site.root, { recursive: true, force: true }));

// The process of a file loads the built packages, which takes a quarter of the time.
const flags = ['--import', 'tsx'];

async function serving<T>(options: PrecompiledPlansOptions, use: (server: ViteDevServer) => Promise<T>): Promise<T> {
  const server = await createServer({
    root: site.root,
    base: '/app/',
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['@thalweg/source', ...defaultClientConditions] },
    server: { host: '127.0.0.1', port: 0, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
    plugins: [precompiledPlans({ ...options, flags }) as Plugin],
  });
  try {
    return await use(await server.listen());
  } finally {
    await server.close();
  }
}

interface Imported {
  readonly url: string;
  readonly plans: readonly object[];
}

/** The exports of a file that is imported with a query. */
async function imported(server: ViteDevServer, query: string): Promise<Imported> {
  const result = await server.transformRequest(`/model.ts?${query}`);
  return (await import(`data:text/javascript,${encodeURIComponent(result!.code)}`)) as Imported;
}

describe('the plugin in development', () => {
  it('serves a module for what the import names', () =>
    serving({ sizes: { batch: [4] } }, async server => {
      const { url, plans } = await imported(server, 'precompiled&batch=1,2');
      expect(plans).toHaveLength(2);
      expect(url).toMatch(/^\/app\/@thalweg\/.*\/model\.wasm$/);
      const response = await fetch(new URL(url, server.resolvedUrls!.local[0]));
      expect(response.headers.get('content-type')).toBe('application/wasm');
      const module = moduleOf(await response.arrayBuffer());
      expect(precompiled({ modules: [module] }).coverage.compiled).toBe(0);
      expect((await imported(server, 'precompiled')).plans).toHaveLength(1);
    }));

  it('reads the file again when it has changed', () =>
    serving({ targets: ['predict'], sizes: { batch: [4] } }, async server => {
      expect((await imported(server, 'precompiled')).plans).toEqual([expect.objectContaining({ name: 'predict' })]);
      await writeFile(
        join(site.root, 'model.ts'),
        "import { exp, input } from '@thalweg/graph';\nexport const predict = exp(input('z', ['batch']));\n",
      );
      for (const changed of server.moduleGraph.urlToModuleMap.values()) server.moduleGraph.invalidateModule(changed);
      expect((await imported(server, 'precompiled')).plans).toEqual([expect.objectContaining({ inputs: { z: [4] } })]);
    }));

  it('says what is wrong with the file', () =>
    serving({ targets: ['forecast'], sizes: { batch: [4] } }, async server => {
      await expect(imported(server, 'precompiled')).rejects.toThrow('must export each target, got no export forecast.');
    }));

  it('refuses an unknown option', () => {
    expect(() => precompiledPlans({ target: ['predict'] } as never)).toThrow("Did you mean 'targets'?");
  });
});
