import { basename } from 'node:path';
import { addEntry } from './add-entry.mjs';

/**
 * Adds `export <names> from '<from>';` to the index of a package, in its alphabetical place among those from the same folder, and the
 * subpath of the file to its package.json.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {string} path
 * @param {string} names
 * @param {string} from
 */
export function addExport(tree, path, names, from) {
  const folder = from.slice(0, from.lastIndexOf('/') + 1);
  addEntry(tree, path, {
    entries: new RegExp(`^export [^;]+ from '${folder.replaceAll('.', '\\.')}([^/']+)';\\n`, 'gm'),
    name: basename(from),
    text: `export ${names} from '${from}';\n`,
    place: `exports from ${folder}`,
  });
  addSubpath(tree, path.replace('src/index.ts', 'package.json'), from);
}

/**
 * Adds the subpath of a file to the exports of a package, before the first that comes later in the alphabet.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {string} path
 * @param {string} from the file, from `src` on
 */
function addSubpath(tree, path, from) {
  const manifest = JSON.parse(tree.read(path, 'utf8') ?? '');
  const built = from.replace('./', './dist/').replace(/\.ts$/, '');
  const subpath = `./${basename(from, '.ts')}`;
  const entry = { '@thalweg/source': from.replace('./', './src/'), types: `${built}.d.ts`, default: `${built}.js` };
  const entries = Object.entries(manifest.exports);
  const before = entries.filter(([key]) => key < subpath);
  manifest.exports = Object.fromEntries([...before, [subpath, entry], ...entries.filter(([key]) => key > subpath)]);
  tree.write(path, JSON.stringify(manifest));
}
