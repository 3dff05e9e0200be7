import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { precompiledPlans } from '@thalweg/build';
import { build, defaultClientConditions } from 'vite';

/** The files of a built site, by their paths from its root on. */
export type SiteFiles = ReadonlyMap<string, Buffer>;

/** Builds the site with Vite and the plugin, from the sources of the packages. */
export async function buildSite(): Promise<SiteFiles> {
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
