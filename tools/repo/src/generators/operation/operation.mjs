import { generateFiles } from '@nx/devkit';
import { join } from 'node:path';
import { addExport } from '../add-export.mjs';
import { addTableEntry } from '../add-table-entry.mjs';
import { checkNew } from '../check-new.mjs';
import { edit } from '../edit.mjs';
import { formatting } from '../formatting.mjs';
import { namesOf } from '../names-of.mjs';

const noReference = 'tools/laws/reference does not compute it yet';

/**
 * Makes an operation of `@thalweg/graph`, its row in the laws' table, its entry in the table of what saved graphs call, and its
 * lines in the index and the README: an elementwise one, or one with a loop of its own, which the interpreter runs until the
 * compiler has code for it.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string, loop?: boolean }} options
 */
export default async function generateOperation(tree, { name, loop = false }) {
  const names = namesOf('operation', name);
  const { file, identifier } = names;
  checkNew(tree, 'operation', identifier, {
    folders: ['packages/graph/src', 'packages/optim/src'],
    files: [`packages/graph/src/operations/${file}.ts`],
  });

  generateFiles(tree, join(import.meta.dirname, loop ? 'loop' : 'files'), '.', names);
  addExport(tree, 'packages/graph/src/index.ts', `{ ${identifier} }`, `./operations/${file}.ts`);
  addTableEntry(tree, 'packages/graph/src/portable/all-operations.ts', identifier, `../operations/${file}.ts`);
  if (loop) addLoop(tree, identifier);
  else addElementwise(tree, identifier);
  edit(tree, 'packages/graph/README.md', {
    pattern: loop ? /^\| `softmax`(, `\w+`)*/m : /^\| one operand: [^|\n]*`/m,
    replacement: `$&, \`${identifier}\``,
    place: `a row that begins with '| ${loop ? '`softmax`' : 'one operand: '}'`,
  });
  return formatting(tree);
}

/**
 * @param {import('@nx/devkit').Tree} tree
 * @param {string} identifier
 */
function addElementwise(tree, identifier) {
  const row = `unary('${identifier}', graph.${identifier}, x => x / (1 + Math.abs(x)), { noReference: '${noReference}' })`;
  edit(tree, 'tools/laws/src/operations/rows/elementwise-rows.ts', {
    pattern: /\n\n {2}binary\(/,
    replacement: `\n  ${row},$&`,
    place: 'an empty line before rows of two operands',
  });
}

/**
 * @param {import('@nx/devkit').Tree} tree
 * @param {string} identifier
 */
function addLoop(tree, identifier) {
  edit(tree, 'packages/graph/src/wire/loops.ts', {
    pattern: /\n\}\n\n\/\*\* The name of a kind of loop/,
    replacement: `\n  /** Puts the elements along an axis in reverse order. */\n  readonly ${identifier}: AlongAxis;$&`,
    place: "the interface 'Loops', followed by the type of its keys",
  });
  edit(tree, 'packages/wasm/src/emit/loop-emitters.ts', {
    pattern: /(\bLOOP_EMITTERS: [^;]*)(\n\};)/,
    replacement: `$1\n  ${identifier}: interpreted,$2`,
    place: "the table 'LOOP_EMITTERS'",
  });
  const row = `{
    name: '${identifier}',
    apply: x => graph.${identifier}(x!),
    naive: x => plain(x!.shape, index => at(x!, [...index.slice(0, -1), x!.shape.at(-1)! - 1 - index.at(-1)!])),
    cases: [[drawn([2, 3], 1)], [drawn([2, 0], 1)], [drawn([1, 1], 1)]],
    gradient: 'passes',
    noReference: '${noReference}',
  }`;
  edit(tree, 'tools/laws/src/operations/rows/structured-rows.ts', {
    pattern: /\n\]; \/\/ prettier-ignore\n$/,
    replacement: `\n  ${row},$&`,
    place: "'structuredRows' at its end",
  });
}
