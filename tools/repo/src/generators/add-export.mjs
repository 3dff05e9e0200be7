import { basename } from 'node:path';

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
  const text = tree.read(path, 'utf8') ?? '';
  const folder = from.slice(0, from.lastIndexOf('/') + 1);
  const lines = [...text.matchAll(/^export [^;]+ from '(.+)';\n/gm)].filter(([, file]) => file?.startsWith(folder));
  const last = lines.at(-1);
  if (last === undefined) throw new Error(`${path}: must have exports from ${folder}, got none. Put them back first.`);
  const next = lines.find(([, file = '']) => orderOf(from) < orderOf(file));
  const at = next ? next.index : last.index + last[0].length;
  tree.write(path, `${text.slice(0, at)}export ${names} from '${from}';\n${text.slice(at)}`);
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

/**
 * What a file is ordered by: log, log1p, log-sum-exp.
 *
 * @param {string} file
 */
function orderOf(file) {
  return file.replaceAll(/-|\.ts$/g, '');
}
