import { build as esbuild } from 'esbuild';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build as vite, type Rolldown } from 'vite';

interface Bundle {
  readonly code: string;
  /** The paths of the modules that contribute code. */
  readonly modules: readonly string[];
}

/** Bundles a module in the folder `home` into one script for browsers. */
type Bundler = (home: string, module: string) => Promise<Bundle>;

const withEsbuild: Bundler = async (home, module) => {
  const { outputFiles, metafile } = await esbuild({
    stdin: { contents: module, resolveDir: home, sourcefile: 'entry.js' },
    absWorkingDir: home,
    platform: 'browser',
    format: 'iife',
    bundle: true,
    minify: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const inputs = Object.values(metafile.outputs).flatMap(output => Object.entries(output.inputs));
  return {
    code: outputFiles[0]!.text,
    modules: inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => join(home, path)),
  };
};

const withVite: Bundler = async (home, module) => {
  const entry = join(home, 'entry.js');
  await writeFile(entry, module);
  const { output } = (await vite({
    root: home,
    configFile: false,
    logLevel: 'silent',
    build: { write: false, rolldownOptions: { input: entry, output: { format: 'iife' } } },
  })) as Rolldown.RolldownOutput;
  const [{ code, modules }] = output;
  return { code, modules: Object.keys(modules).filter(id => modules[id]!.renderedLength > 0) };
};

export const bundlers: Readonly<Record<string, Bundler>> = { esbuild: withEsbuild, Vite: withVite };
