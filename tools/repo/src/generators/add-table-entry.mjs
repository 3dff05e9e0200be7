/**
 * Adds an operation to a table of operations by name: its import, and its entry in the alphabetical place.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {string} path
 * @param {string} identifier
 * @param {string} from
 */
export function addTableEntry(tree, path, identifier, from) {
  const text = tree.read(path, 'utf8') ?? '';
  const table = /: OperationTable = \{\n([^}]*)\};/.exec(text);
  if (table === null) throw new Error(`${path}: must have a table of operations, got none. Put it back first.`);
  const names = [...((table[1] ?? '').match(/\w+/g) ?? []), identifier];
  names.sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const entries = names.map(name => `  ${name},\n`).join('');
  const first = text.slice(0, table.index).lastIndexOf('import type ');
  const listed = text.slice(first).replace(table[1] ?? '', entries);
  tree.write(path, `${text.slice(0, first)}import { ${identifier} } from '${from}';\n${listed}`);
}
