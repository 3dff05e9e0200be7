// Writes the program in a file, with what it takes from this workspace, into one module, which starts ten times as fast as its
// sources: `node bundle-program.mjs <program> <module>`.
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [program, module] = process.argv.slice(2);

/** Keeps the addresses of files, from which they find data, and programs that they start. */
const ownAddresses = {
  name: 'own-addresses',
  setup({ onLoad }) {
    onLoad({ filter: /\.(ts|mjs)$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const address = JSON.stringify(pathToFileURL(path).href);
      return { contents: text.replaceAll('import.meta.url', address), loader: 'ts' };
    });
  },
};

/** Leaves packages of others where they are. */
const othersOutside = {
  name: 'others-outside',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === othersOutside || from.kind === 'entry-point') return undefined;
      const found = await resolve(path, { ...from, pluginData: othersOutside });
      return found.path.includes('/node_modules/') ? { path, external: true } : found;
    });
  },
};

await build({
  entryPoints: [program],
  outfile: module,
  conditions: ['@thalweg/source'],
  platform: 'node',
  format: 'esm',
  bundle: true,
  plugins: [ownAddresses, othersOutside],
});
