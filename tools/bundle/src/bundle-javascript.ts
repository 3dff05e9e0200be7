import {
  rolldown,
  type LogLevel,
  type OutputOptions,
  type Plugin,
  type RolldownLog,
  type RolldownOutput,
} from 'rolldown';
import { CHUNK, chunkOf } from './chunks.ts';
import { isOneFile, type Package } from './packages.ts';
import { pureDefinitions } from './pure-definitions.ts';

/** A file of `dist`: its path in there, and its content. */
export type BuiltFile = readonly [path: string, content: string | Uint8Array];

const NAMESPACE = /^export \* as (\w+) from '(\.[^']+)'/m;

const output: OutputOptions = {
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  minifyInternalExports: false,
  // The declarations have the docstrings.
  comments: { legal: true, annotation: true, jsdoc: false },
  // With the sources in it: as files of their own they would take twice the room, and be more than all other files.
  sourcemap: true,
};

/**
 * Returns the JavaScript of a package: one chunk with its code, or two, a small module for each entry that exports names of the chunk,
 * a module for what is loaded later, and one for each program, which holds all that it takes from its package. Other packages
 * stay outside.
 */
export async function bundleJavaScript(from: Package): Promise<BuiltFile[]> {
  const { entries, choices, programs } = from;
  const groups = from.hasCode ? [{ name: chunkOf(from), debugName: CHUNK }] : [];
  const inChunks = { plugins: [namespaces()], output: { ...output, codeSplitting: { groups } } };
  const whole = { plugins: [], output: { ...output, codeSplitting: false } };
  const outputs = [await bundled(from, [...entries, ...choices], inChunks)];
  for (const program of programs) if (!isOneFile(program[0])) outputs.push(await bundled(from, [program], whole));
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
  entries: readonly (readonly [string, string])[],
  { plugins, output }: { readonly plugins: readonly Plugin[]; readonly output: OutputOptions },
): Promise<Pick<RolldownOutput, 'output'> | { readonly output: [] }> {
  if (entries.length === 0) return { output: [] };
  const build = await rolldown({
    input: Object.fromEntries(entries.map(([built, source]) => [built, `${folder}src/${source}.ts`])),
    cwd: folder,
    platform: 'neutral',
    external: /^(?!namespace:)[^./\0]/,
    preserveEntrySignatures: 'strict',
    // What nobody imports is no code of ours, and what an app does not use is dropped by its bundler.
    treeshake: false,
    tsconfig: false,
    transform: { target: 'es2022' },
    plugins: [...plugins, pureDefinitions()],
    onLog: refuseWarning,
  });
  try {
    return await build.generate({ ...output, dir: `${folder}dist` });
  } finally {
    await build.close();
  }
}

/** Leaves a module that is exported as a namespace a module of its own, since bundlers drop no part of an object. */
function namespaces(): Plugin {
  return {
    name: 'namespaces',
    transform: {
      filter: { id: /\.ts$/, code: NAMESPACE },
      async handler(code, id) {
        const [whole, name, path] = NAMESPACE.exec(code)!;
        this.emitFile({ type: 'chunk', id: (await this.resolve(path!, id))!.id, fileName: `${name}.js` });
        return { code: code.replace(whole, `export * as ${name} from 'namespace:${name}'`), map: null };
      },
    },
    resolveId: {
      filter: { id: /^namespace:/ },
      handler: id => ({ id: `./${id.slice('namespace:'.length)}.js`, external: true }),
    },
  };
}
