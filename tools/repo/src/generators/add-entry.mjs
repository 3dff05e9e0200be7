/**
 * Adds an entry to a list in a file: before the first one whose name comes later in the alphabet, or at the end.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {string} path
 * @param {{ list?: RegExp, entries: RegExp, name: string, text: string, place: string }} entry `list` finds the list as its first
 *   group, which is the file by default; `entries` finds each entry, with its name as first group; `place` says in words what is looked for
 */
export function addEntry(tree, path, { list = /([^]*)/, entries, name, text, place }) {
  const file = tree.read(path, 'utf8') ?? '';
  const [whole = '', listed = ''] = list.exec(file) ?? [];
  const found = [...listed.matchAll(entries)];
  const last = found.at(-1);
  if (last === undefined) throw new Error(`${path}: must have ${place}, got none. Put it back first.`);
  const next = found.find(([, other = '']) => orderOf(name) < orderOf(other));
  const at = file.indexOf(whole) + whole.indexOf(listed) + (next ? next.index : last.index + last[0].length);
  tree.write(path, file.slice(0, at) + text + file.slice(at));
}

/**
 * What a name or a file is ordered by: log, log1p, log-sum-exp.
 *
 * @param {string} name
 */
function orderOf(name) {
  return name.replaceAll(/-|\.ts$/g, '').toLowerCase();
}
