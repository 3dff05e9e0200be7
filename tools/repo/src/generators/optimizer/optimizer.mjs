import { generateFiles } from '@nx/devkit';
import { join } from 'node:path';
import { addExport } from '../add-export.mjs';
import { checkNew } from '../check-new.mjs';
import { checkedOptions } from '../checked-options.mjs';
import { edit } from '../edit.mjs';
import { formatting } from '../formatting.mjs';
import { namesOf } from '../names-of.mjs';

/**
 * Makes an optimizer of `@thalweg/optim` with its test, its row among those with momentum, and its lines in the index and the README.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string }} options
 */
export default async function generateOptimizer(tree, options) {
  const names = namesOf('optimizer', checkedOptions('optimizer', options, []).name);
  const { file, identifier, type } = names;
  checkNew(tree, 'optimizer', identifier, {
    folders: ['packages/graph/src', 'packages/optim/src'],
    files: [`packages/optim/src/optimizers/${file}.ts`, `packages/optim/src/optimizers/${file}.test.ts`],
  });

  generateFiles(tree, join(import.meta.dirname, 'files'), '.', names);
  addExport(tree, 'packages/optim/src/index.ts', `{ ${identifier}, type ${type}Options }`, `./optimizers/${file}.ts`);
  addRow(tree, identifier);
  const cells = [
    `\`${identifier}({ learningRate, decay })\`, \`${type}Options\``,
    'v ← γ v + g; θ ← θ − η v, the rate outside the velocity',
    'optimizer',
  ];
  edit(tree, 'packages/optim/README.md', {
    pattern: /(^\|.*\| optimizer \|\n)+/m,
    replacement: `$&| ${cells.join(' | ')} |\n`,
    place: "a row that ends with '| optimizer |'",
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
  const rows = 'tools/laws/src/optimizers/rows/momentum-rows.ts';
  edit(tree, rows, {
    pattern: /,?\s*\} from '@thalweg\/optim';/,
    replacement: `, ${identifier} } from '@thalweg/optim';`,
    place: "an import from '@thalweg/optim'",
  });
  edit(tree, rows, {
    pattern: /\n$(?![^])/,
    replacement: `

export const ${identifier}Row: OptimizerRow = {
  name: '${identifier}',
  ravine: () => ${identifier}({ learningRate: 0.02 }),
  valley: () => ${identifier}({ learningRate: 3e-4 }),
  memory: ['${identifier}.v'],
  noReference: 'its own test takes the first steps by hand',
  refuses: [
    [() => ${identifier}({ learningRate: NaN }), 'learningRate: must be finite and at least 0, got NaN'],
    [() => ${identifier}({ decay: 1 }), 'decay: must be at least 0 and below 1, got 1'],
  ],
};
`,
    place: 'a line at its end',
  });
}
