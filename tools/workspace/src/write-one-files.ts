import { readdirSync } from 'node:fs';
import { build } from 'esbuild';
import { root } from './root.ts';

// Bundles the modules of `packages/thalweg/src/one-file`, each with all that it imports, in place of what the compiler of
// TypeScript wrote: a part of the target `build` of the package.
const names = readdirSync(`${root}packages/thalweg/src/one-file`).map(name => name.replace(/\.ts$/, ''));
await build({
  absWorkingDir: `${root}packages/thalweg`,
  entryPoints: names.map(name => `src/one-file/${name}.ts`),
  outdir: 'dist/one-file',
  // Built packages, as others get them; for pages, and with the modern build of rxjs.
  conditions: ['browser', 'es2015', 'module'],
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  bundle: true,
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'inline',
  allowOverwrite: true,
  logLevel: 'warning',
});
