import { build } from 'esbuild';
import type { BuiltFile } from './bundle-javascript.ts';
import { isOneFile, type Package } from './packages.ts';

/** Returns the modules of a package for pages without a bundler, each with all that it imports: the built packages, as others get them. */
export async function bundleOneFiles({ folder, programs }: Package): Promise<BuiltFile[]> {
  const names = [...programs.keys()].filter(isOneFile);
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: names.map(name => `src/${name}.ts`),
    outdir: 'dist',
    outbase: 'src',
    // With the modern build of rxjs.
    conditions: ['browser', 'es2015', 'module', 'production'],
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    bundle: true,
    // Without a map: it would lead to the sources of other packages, whose place an app's folders decide.
    minify: true,
    legalComments: 'inline',
    write: false,
    logLevel: 'warning',
  });
  return outputFiles.map(({ path, contents }) => [path.slice(`${folder}dist/`.length), contents] as const);
}
