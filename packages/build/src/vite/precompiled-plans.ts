import { basename, extname } from 'node:path';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Plugin } from 'vite';
import type { ModelFile, PrecompiledFile } from '../model-file/precompile-file.ts';
import { precompileInProcess } from '../process/precompile-in-process.ts';
import { modelRequest, QUERY } from './model-request.ts';

/** Options of {@link precompiledPlans}. */
export interface PrecompiledPlansOptions {
  /** The sizes to compile for, by the names of axes, for imports that name none. */
  readonly sizes?: Readonly<Record<string, readonly number[]>>;
  /** The exports to compile, for imports that name none; all nodes that compute something by default. */
  readonly targets?: readonly string[];
  /** The flags of Node for the process that imports the files, such as `['--import', 'tsx']`; those of this process by default. */
  readonly flags?: readonly string[] | undefined;
}

/** A plugin for Vite. Its hooks are not declared, so that the types of this package need no Vite. */
export interface PrecompiledPlansPlugin {
  readonly name: string;
  readonly enforce: 'pre';
}

/** The place of a module in a server of development, which keeps its bytes. */
const SERVED = '/@thalweg/';

/**
 * Returns a plugin for Vite that precompiles what a module exports when `?precompiled` is imported of it. The import has the
 * `url` of the `.wasm` file, for `fetchModule`, and `plans`, a list of what the plans are for. It may name targets and sizes:
 * `import { url } from './model.ts?precompiled&targets=training&batch=32'`.
 *
 * Node imports the file in a separate process, without the plugins of Vite: once in a build, and in development again when the
 * file changes. The files that it imports are not watched.
 *
 * - **Throws** `ContractError` for unknown options. Where the import is loaded, it fails with what the file or `precompile` throws
 *
 * @example
 * export default defineConfig({ plugins: [precompiledPlans({ sizes: { batch: [1, 32] } })] })
 */
export function precompiledPlans(options?: PrecompiledPlansOptions): PrecompiledPlansPlugin {
  const { sizes, targets, flags } = optionsOf('precompiledPlans', options, {
    sizes: {} as ModelFile['sizes'],
    targets: [] as readonly string[],
    flags: undefined,
  });
  const served = new Map<string, Uint8Array>();
  const serving = { base: '/', isOn: false };
  const plugin: Plugin & PrecompiledPlansPlugin = {
    name: 'thalweg:precompiled-plans',
    enforce: 'pre',
    configResolved({ command, base }) {
      Object.assign(serving, { base, isOn: command === 'serve' });
    },
    async resolveId(source, importer) {
      if (!QUERY.test(source)) return undefined;
      const [path, query] = source.split('?') as [string, string];
      const resolved = await this.resolve(path, importer, { skipSelf: true });
      return resolved === null ? undefined : `${resolved.id.split('?')[0]}?${query}`;
    },
    async load(id) {
      if (!QUERY.test(id)) return undefined;
      const model = modelRequest(id, { sizes, targets });
      this.addWatchFile(model.file);
      const result = await precompileInProcess(model, flags);
      const name = `${basename(model.file, extname(model.file))}.wasm`;
      if (!serving.isOn) {
        const asset = this.emitFile({ type: 'asset', name, source: result.bytes });
        return exportsOf(result, `import.meta.ROLLUP_FILE_URL_${asset}`);
      }
      const place = `${SERVED}${encodeURIComponent(id)}/${name}`;
      served.set(place, result.bytes);
      return exportsOf(result, JSON.stringify(serving.base.replace(/\/$/, '') + place));
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const bytes = served.get((request.url ?? '').slice(Math.max(0, (request.url ?? '').indexOf(SERVED))));
        if (bytes === undefined) return next();
        response.setHeader('content-type', 'application/wasm').setHeader('cache-control', 'no-cache').end(bytes);
      });
    },
  };
  return plugin;
}

function exportsOf({ plans }: PrecompiledFile, url: string): string {
  return `export const url = ${url};\nexport const plans = ${JSON.stringify(plans)};\n`;
}
