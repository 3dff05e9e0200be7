import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { rolldown, RolldownMagicString, type Plugin } from 'rolldown';
import type { BuiltFile } from './bundle-javascript.ts';
import { publishedPackages } from './packages.ts';

/** A program as one module, with its chunks. */
export interface ProgramBundle {
  /** Its files: the first is where it starts. */
  readonly files: readonly BuiltFile[];
  /** The sources in it, as they were read, by their paths. */
  readonly sources: ReadonlyMap<string, string>;
  /** The names of our packages that it imports. */
  readonly packages: readonly string[];
}

const ADDRESS = /\bimport\.meta\.url\b/g;
const OTHER_PROGRAM = /\bnew URL\(\s*'(\.[^']+\.ts)',\s*import\.meta\.url\s*\)/g;

/** Returns the bundle of the program in a file; published packages and those of others stay outside. */
export async function bundleProgram(path: string, folder: string): Promise<ProgramBundle> {
  const published = publishedPackages();
  const packages = new Set<string>();
  const sources = new Map<string, string>();
  const build = await rolldown({
    input: { main: path },
    cwd: dirname(path),
    platform: 'node',
    resolve: { conditionNames: ['@thalweg/source', 'node', 'import', 'module', 'default'] },
    treeshake: false,
    tsconfig: false,
    transform: { target: 'es2022' },
    plugins: [
      noted(sources),
      ownAddresses(folder),
      outside(name => published.has(name) && packages.add(name) !== undefined),
    ],
  });
  try {
    const { output } = await build.generate({
      format: 'esm',
      dir: folder,
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name].mjs',
      sourcemap: true,
      sourcemapExcludeSources: true,
    });
    const files = output.map(file => [file.fileName, file.type === 'chunk' ? file.code : file.source] as const);
    return { files, sources, packages: [...packages] };
  } finally {
    await build.close();
  }
}

/** Notes the sources of modules, as they are read. */
function noted(sources: Map<string, string>): Plugin {
  return {
    name: 'noted',
    transform(code, id) {
      if (existsSync(id)) sources.set(id, code);
    },
  };
}

/**
 * Keeps the addresses of modules, by which they find files. A program that one starts, as `new URL('./other.ts', import.meta.url)`,
 * becomes a chunk of its own.
 */
function ownAddresses(folder: string): Plugin {
  return {
    name: 'own-addresses',
    transform: {
      filter: { code: 'import.meta.url' },
      handler(code, id) {
        const text = new RolldownMagicString(code);
        const replaced = new Set<number>();
        // From the bundle on, so that the workspace may be moved.
        const address = `new URL(${JSON.stringify(relative(folder, id))}, import.meta.url).href`;
        for (const { 0: whole, 1: path, index } of code.matchAll(OTHER_PROGRAM)) {
          const program = resolve(dirname(id), path!);
          if (!existsSync(program)) continue;
          const chunk = this.emitFile({ type: 'chunk', id: program });
          text.overwrite(index, index + whole.length, `new URL(import.meta.ROLLUP_FILE_URL_${chunk})`);
          replaced.add(index + whole.lastIndexOf('import.meta.url'));
        }
        for (const { 0: whole, index } of code.matchAll(ADDRESS))
          if (!replaced.has(index)) text.overwrite(index, index + whole.length, address);
        return { code: text.toString(), map: text.generateMap({ hires: true }).toString() };
      },
    },
  };
}

/** Leaves published packages of ours, and those of others, where they are. */
function outside(isPublished: (name: string) => boolean): Plugin {
  return {
    name: 'outside',
    resolveId: {
      filter: { id: /^[^./\0]/ },
      async handler(id, importer) {
        const name = /^(@[^/]+\/)?[^/]+/.exec(id)![0];
        if (isPublished(name) || id.startsWith('node:') || builtinModules.includes(id)) return { id, external: true };
        const found = await this.resolve(id, importer, { skipSelf: true });
        return found === null || found.id.includes('/node_modules/') ? { id, external: true } : found;
      },
    },
  };
}
