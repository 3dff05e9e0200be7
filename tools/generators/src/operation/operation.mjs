import { formatFiles, generateFiles } from '@nx/devkit';
import { join } from 'node:path';
import { addExport } from '../add-export.mjs';
import { checkNew } from '../check-new.mjs';
import { edit } from '../edit.mjs';
import { namesOf } from '../names-of.mjs';

/**
 * Makes an elementwise operation of `@thalweg/graph`, its row in the laws' table, and its lines in the index and the README.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string }} options
 */
export default async function generateOperation(tree, options) {
  const names = namesOf('operation', options.name);
  const { file, identifier } = names;
  checkNew(tree, 'operation', identifier, {
    folders: ['packages/graph/src', 'packages/optim/src'],
    files: [`packages/graph/src/operations/${file}.ts`, `tools/laws/src/operations/rows/${file}-row.ts`],
  });

  generateFiles(tree, join(import.meta.dirname, 'files'), '.', names);
  addExport(tree, 'packages/graph/src/index.ts', `{ ${identifier} }`, `./operations/${file}.ts`);
  addExport(tree, 'tools/laws/src/operations/operation-rows.ts', `{ ${identifier}Row }`, `./rows/${file}-row.ts`);
  await formatFiles(tree);
  // After the formatting, which would align the whole table.
  edit(tree, 'packages/graph/README.md', {
    pattern: /^\| one operand: [^|\n]*`/m,
    replacement: `$&, \`${identifier}\``,
    place: "a row that begins with '| one operand: '",
  });
}
