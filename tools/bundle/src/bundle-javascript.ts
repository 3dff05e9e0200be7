import {
  rolldown,
  type LogLevel,
  type OutputOptions,
  type Plugin,
  type RolldownLog,
  type RolldownOutput,
} from 'rolldown';
import { isOneFile, type Package } from './packages.ts';
import { pureDefinitions } from './pure-definitions.ts';

/** The modules of a build, and what each imports. */
interface ModuleGraph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** A file of `dist`: its path in there, and its content. */
export type BuiltFile = readonly [path: string, content: string | Uint8Array];

/** The name of the chunk that holds the code of a package. */
export const CHUNK = 'bundle';

const output: OutputOptions = {
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  minifyInternalExports: false,
  // The declarations have the docstrings.
  comments: { legal: true, annotation: true, jsdoc: false },
  // The sources are published beside `dist`.
  sourcemap: true,
  sourcemapExcludeSources: true,
};

/**
 * Returns the JavaScript of a package: one chunk with its code, a small module for each entry that exports names of the chunk,
 * a module for what is loaded later, and one for each program, which holds all that it takes from its package. Other packages
 * stay outside.
 */
export async function bundleJavaScript(from: Package): Promise<BuiltFile[]> {
  const chunked = {
    ...output,
    codeSplitting: { groups: from.hasCode ? [{ name: chunkOf(from), debugName: CHUNK }] : [] },
  };
  const outputs = [await bundled(from, [...from.entries, ...from.choices], chunked)];
  for (const program of from.programs)
    if (!isOneFile(program[0])) outputs.push(await bundled(from, [program], { ...output, codeSplitting: false }));
  return outputs.flatMap(one =>
    one.output.map(file => [file.fileName, file.type === 'chunk' ? file.code : file.source] as const),
  );
}

/** Ends a build that warns. */
export function refuseWarning(level: LogLevel, { message }: RolldownLog): void {
  if (level === 'warn') throw new Error(message);
}

async function bundled(
  { folder }: Package,
  entries: Iterable<readonly [string, string]>,
  options: OutputOptions,
): Promise<RolldownOutput> {
  const input = Object.fromEntries([...entries].map(([built, source]) => [built, `${folder}src/${source}.ts`]));
  if (Object.keys(input).length === 0) return { output: [] } as never;
  const build = await rolldown({
    input,
    cwd: folder,
    platform: 'neutral',
    external: /^(?!namespace:)[^./\0]/,
    preserveEntrySignatures: 'strict',
    // What nobody imports is no code of ours, and what an app does not use is dropped by its bundler.
    treeshake: false,
    transform: { target: 'es2022' },
    plugins: [namespaces(), pureDefinitions()],
    onLog: refuseWarning,
  });
  try {
    return await build.generate({ ...options, dir: `${folder}dist` });
  } finally {
    await build.close();
  }
}

/** Leaves a module that is exported as a namespace a module of its own, since bundlers drop no part of an object. */
function namespaces(): Plugin {
  const found = new Set<string>();
  return {
    name: 'namespaces',
    transform: {
      filter: { id: /\.ts$/, code: /^export \* as /m },
      async handler(code, id) {
        const [, name, path] = /^export \* as (\w+) from '(\.[^']+)'/m.exec(code)!;
        const source = await this.resolve(path!, id);
        if (!found.has(name!)) this.emitFile({ type: 'chunk', id: source!.id, fileName: `${name}.js` });
        found.add(name!);
        return { code: code.replace(path!, `namespace:${name}`), map: null };
      },
    },
    resolveId: {
      filter: { id: /^namespace:/ },
      handler: id => ({ id: `./${id.slice('namespace:'.length)}.js`, external: true }),
    },
  };
}

/** Returns what names the chunk of a module: that of the package for all that is loaded with one of its entries. */
function chunkOf({ folder, entries }: Package): (id: string, graph: ModuleGraph) => string | null {
  let loaded: Set<string> | undefined;
  return (id, graph) => {
    loaded ??= reachable(
      [...entries.values()].map(source => `${folder}src/${source}.ts`),
      graph,
    );
    return loaded.has(id) ? CHUNK : null;
  };
}

function reachable(from: readonly string[], graph: ModuleGraph): Set<string> {
  const found = new Set(from);
  for (const id of found) for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  return found;
}
