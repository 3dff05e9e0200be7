/**
 * Changes a file at the first place that a pattern finds, as `String.replace` does; without such a place it fails.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {string} path
 * @param {{ pattern: RegExp, replacement: string, place: string }} change `place` says in words what is looked for
 */
export function edit(tree, path, { pattern, replacement, place }) {
  const text = tree.read(path, 'utf8') ?? '';
  if (!pattern.test(text)) throw new Error(`${path}: must have ${place}, got none. Put it back first.`);
  tree.write(path, text.replace(pattern, replacement));
}
