import { visitNotIgnoredFiles } from '@nx/devkit';

/**
 * Refuses a name that a file of some folders, or the index of any package, exports already, and files that exist.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {string} generator
 * @param {string} identifier
 * @param {{ folders: string[], files: string[] }} where
 */
export function checkNew(tree, generator, identifier, { folders, files }) {
  const found = files.filter(file => tree.exists(file));
  const definition = new RegExp(`^export (const|function|class) ${identifier}\\b`, 'm');
  for (const folder of folders)
    visitNotIgnoredFiles(tree, folder, file => {
      if (definition.test(tree.read(file, 'utf8') ?? '')) found.push(file);
    });
  const listed = new RegExp(`[{,]\\s*(type )?${identifier}\\s*[,}]`);
  for (const name of tree.children('packages')) {
    const index = `packages/${name}/src/index.ts`;
    if (tree.exists(index) && listed.test(tree.read(index, 'utf8') ?? '')) found.push(index);
  }
  if (found.length > 0)
    throw new Error(
      `${generator}: the name must be new, got '${identifier}', which is in ${found[0]}. Choose another.`,
    );
}
