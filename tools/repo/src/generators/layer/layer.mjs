import { generateFiles } from '@nx/devkit';
import { join } from 'node:path';
import { addExport } from '../add-export.mjs';
import { checkNew } from '../check-new.mjs';
import { edit } from '../edit.mjs';
import { formatting } from '../formatting.mjs';
import { namesOf } from '../names-of.mjs';

/**
 * Makes a layer of `@thalweg/nn` with its test, and its lines in the index and the README.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string }} options
 */
export default async function generateLayer(tree, options) {
  const names = namesOf('layer', options.name);
  const { file, identifier, type } = names;
  checkNew(tree, 'layer', identifier, {
    folders: ['packages/nn/src'],
    files: [`packages/nn/src/layers/${file}.ts`, `packages/nn/src/layers/${file}.test.ts`],
  });

  generateFiles(tree, join(import.meta.dirname, 'files'), '.', names);
  addExport(tree, 'packages/nn/src/index.ts', `{ ${identifier}, type ${type}Options }`, `./layers/${file}.ts`);
  const cells = [
    `\`${identifier}(options)\`, \`${type}Options\``,
    '`y = a·x` with a factor for each column',
    '`[…, size] → […, size]`',
  ];
  edit(tree, 'packages/nn/README.md', {
    pattern: /^\| `embedding\(.*\n/m,
    replacement: `$&| ${cells.join(' | ')} |\n`,
    place: "a row that begins with '| `embedding('",
  });
  return formatting(tree);
}
