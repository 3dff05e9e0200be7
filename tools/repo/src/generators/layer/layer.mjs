import { generateFiles } from '@nx/devkit';
import { join } from 'node:path';
import { addExport } from '../add-export.mjs';
import { checkNew } from '../check-new.mjs';
import { checkedOptions } from '../checked-options.mjs';
import { edit } from '../edit.mjs';
import { formatting } from '../formatting.mjs';
import { namesOf } from '../names-of.mjs';

/**
 * Makes a layer of `@thalweg/nn` with its test, its row for the laws, and its lines in the index and the README. With `state` it has
 * a running mean besides its parameters, which steps move.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string, state?: boolean }} options
 */
export default async function generateLayer(tree, options) {
  const { name, state = false } = checkedOptions('layer', options, ['state']);
  const names = namesOf('layer', name);
  const { file, identifier, type } = names;
  checkNew(tree, 'layer', identifier, {
    folders: ['packages/nn/src'],
    files: [`packages/nn/src/layers/${file}.ts`, `packages/nn/src/layers/${file}.test.ts`],
  });

  generateFiles(tree, join(import.meta.dirname, state ? 'state' : 'files'), '.', names);
  addExport(tree, 'packages/nn/src/index.ts', `{ ${identifier}, type ${type}Options }`, `./layers/${file}.ts`);
  addRow(tree, identifier);
  const cells = [
    `\`${identifier}(options)\`, \`${type}Options\``,
    state
      ? '`y = a·(x − mean)` with a factor for each column; the mean of the batch in training, a running one otherwise'
      : '`y = a·x` with a factor for each column',
    state ? '`[...lead, size] → [...lead, size]`' : '`[…, size] → […, size]`',
  ];
  edit(tree, 'packages/nn/README.md', {
    pattern: /^\| `embedding\(.*\n/m,
    replacement: `$&| ${cells.join(' | ')} |\n`,
    place: "a row that begins with '| `embedding('",
  });
  return formatting(tree);
}

/**
 * Adds a row for the laws, with the import it needs.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {string} identifier
 */
function addRow(tree, identifier) {
  const rows = 'tools/laws/src/layers/layer-rows.ts';
  edit(tree, rows, {
    pattern: /,?\s*\} from '@thalweg\/nn';/,
    replacement: `, ${identifier} } from '@thalweg/nn';`,
    place: "an import from '@thalweg/nn'",
  });
  edit(tree, rows, {
    pattern: /^\];$/m,
    replacement: `  { name: '${identifier}', shape: [3, 5], layer: () => ${identifier}() },\n];`,
    place: "a table that ends with '];'",
  });
}
