import { build } from 'esbuild';
import { entries, entryPointsOf } from './entries.ts';
import { root } from '../root.ts';

/**
 * The files that leave code in a bundle of each program by itself, which takes the packages from their sources; from the workspace's
 * folder on.
 */
export async function filesOfEach(programs: readonly string[]): Promise<string[][]> {
  const { metafile } = await build({
    absWorkingDir: root,
    conditions: ['@thalweg/source', 'es2015', 'module'],
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    bundle: true,
    metafile: true,
    write: false,
    outdir: '.',
    logLevel: 'silent',
    entryPoints: entryPointsOf(programs),
    plugins: [entries(programs)],
  });
  return programs.map((_, i) =>
    Object.entries(metafile.outputs[`${i}.js`]!.inputs)
      .filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && !path.startsWith('entry:'))
      .map(([path]) => path),
  );
}
