/**
 * Adds `export <names> from '<from>';` to a file of such lines, in its alphabetical place among those from the same folder.
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
}

/**
 * What a file is ordered by: log, log1p, log-sum-exp.
 *
 * @param {string} file
 */
function orderOf(file) {
  return file.replaceAll(/-|\.ts$/g, '');
}
