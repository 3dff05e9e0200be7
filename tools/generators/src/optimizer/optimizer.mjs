import { generateFiles } from '@nx/devkit';
import { join } from 'node:path';
import { addExport } from '../add-export.mjs';
import { checkNew } from '../check-new.mjs';
import { edit } from '../edit.mjs';
import { formatting } from '../formatting.mjs';
import { namesOf } from '../names-of.mjs';

/**
 * Makes an optimizer of `@thalweg/optim` with its test, its row in the laws' table, and its lines in the index and the README.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string }} options
 */
export default async function generateOptimizer(tree, options) {
  const names = namesOf('optimizer', options.name);
  const { file, identifier, type } = names;
  checkNew(tree, 'optimizer', identifier, {
    folders: ['packages/graph/src', 'packages/optim/src'],
    files: [
      `packages/optim/src/optimizers/${file}.ts`,
      `packages/optim/src/optimizers/${file}.test.ts`,
      `tools/laws/src/optimizers/rows/${file}-row.ts`,
    ],
  });

  generateFiles(tree, join(import.meta.dirname, 'files'), '.', names);
  addExport(tree, 'packages/optim/src/index.ts', `{ ${identifier}, type ${type}Options }`, `./optimizers/${file}.ts`);
  addExport(tree, 'tools/laws/src/optimizers/optimizer-rows.ts', `{ ${identifier}Row }`, `./rows/${file}-row.ts`);
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
