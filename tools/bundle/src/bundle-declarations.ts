import { rolldown, type RolldownOutput } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';
import { refuseWarning, type BuiltFile } from './bundle-javascript.ts';
import { CHUNK } from './chunks.ts';
import type { Package } from './packages.ts';

/**
 * Returns the declarations of a package: those of all its code in one file, so that each type is one, and a small file for each
 * entry and program that exports names of it.
 */
export async function bundleDeclarations({
  folder,
  entries,
  programs,
  choices,
  hasCode,
}: Package): Promise<BuiltFile[]> {
  const modules = [...entries, ...programs, ...choices];
  const build = await rolldown({
    input: Object.fromEntries(modules.map(([built, source]) => [built, `${folder}src/${source}.ts`])),
    cwd: folder,
    platform: 'neutral',
    external: /^[^./\0]/,
    preserveEntrySignatures: 'strict',
    checks: { pluginTimings: false },
    onLog: refuseWarning,
    // Without a map: editors follow one to files alone, and the sources are in the maps of the code.
    plugins: [dts({ oxc: true, emitDtsOnly: true, tsconfig: false, sourcemap: false })],
  });
  try {
    const { output }: RolldownOutput = await build.generate({
      dir: `${folder}dist`,
      entryFileNames: '[name].js',
      chunkFileNames: '[name].js',
      minifyInternalExports: false,
      codeSplitting: { groups: hasCode ? [{ name: `${CHUNK}.d`, test: () => true }] : [] },
    });
    return output.map(file => [file.fileName, file.type === 'chunk' ? file.code : file.source] as const);
  } finally {
    await build.close();
  }
}
