import { generateFiles } from '@nx/devkit';
import { join } from 'node:path';
import { addEntry } from '../add-entry.mjs';
import { addExport } from '../add-export.mjs';
import { checkNew } from '../check-new.mjs';
import { checkedOptions } from '../checked-options.mjs';
import { edit } from '../edit.mjs';
import { formatting } from '../formatting.mjs';
import { namesOf } from '../names-of.mjs';

const noReference = 'tools/laws/reference does not compute it yet';

/** The file with the kinds of loops. */
const kinds = 'packages/graph/src/wire/loops.ts';

/**
 * Makes an operation of `@thalweg/graph`, its row in the laws' table, its entry in the table of what saved graphs call, and its
 * lines in the index and the README. It is an elementwise one; or with `loop` one with a loop, which the interpreter runs; or with
 * `compiled` one with a loop and its WebAssembly.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string, loop?: boolean, compiled?: boolean }} options
 */
export default async function generateOperation(tree, options) {
  const { name, compiled = false, ...others } = checkedOptions('operation', options, ['loop', 'compiled']);
  const loop = others.loop === true || compiled;
  const names = namesOf('operation', name);
  const { file, identifier } = names;
  checkNew(tree, 'operation', identifier, {
    folders: ['packages/graph/src', 'packages/optim/src'],
    files: [`packages/graph/src/operations/${file}.ts`, ...(compiled ? [`packages/wasm/src/emit/${file}.ts`] : [])],
  });
  if (loop) checkNewKind(tree, identifier);

  for (const template of [loop ? 'loop' : 'files', ...(compiled ? ['compiled'] : [])])
    generateFiles(tree, join(import.meta.dirname, template), '.', names);
  addExport(tree, 'packages/graph/src/index.ts', `{ ${identifier} }`, `./operations/${file}.ts`);
  addToSaved(tree, names);
  if (loop) addLoop(tree, identifier);
  else addElementwise(tree, identifier);
  if (loop) addEmitter(tree, names, compiled);
  edit(tree, 'packages/graph/README.md', {
    pattern: loop ? /^\| `softmax`(, `\w+`)*/m : /^\| one operand: [^|\n]*`/m,
    replacement: `$&, \`${identifier}\``,
    place: `a row that begins with '| ${loop ? '`softmax`' : 'one operand: '}'`,
  });
  return formatting(tree);
}

/**
 * Refuses the name of a kind of loop that there is.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {string} identifier
 */
function checkNewKind(tree, identifier) {
  if (!new RegExp(`^ {2}readonly ${identifier}: `, 'm').test(tree.read(kinds, 'utf8') ?? '')) return;
  throw new Error(`operation: the name must be new, got '${identifier}', a kind of loop in ${kinds}. Choose another.`);
}

/**
 * Adds it to the operations that a saved graph may call.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {import('../names-of.mjs').Names} names
 */
function addToSaved(tree, { file, identifier }) {
  const path = 'packages/graph/src/portable/all-operations.ts';
  addEntry(tree, path, {
    entries: /^import [^;]+ from '\.\.\/operations\/([^/']+)';\n/gm,
    name: file,
    text: `import { ${identifier} } from '../operations/${file}.ts';\n`,
    place: 'imports of operations',
  });
  addEntry(tree, path, {
    list: /: OperationTable = \{\n([^}]*)\};/,
    entries: /^ {2}(\w+),\n/gm,
    name: identifier,
    text: `  ${identifier},\n`,
    place: 'a table of operations',
  });
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
  addEntry(tree, kinds, {
    list: /export interface Loops \{\n([^]*?\n)\}\n/,
    entries: /^ {2}\/\*\*.*\*\/\n {2}readonly (\w+): .*;\n/gm,
    name: identifier,
    text: `  /** Puts the elements along an axis in reverse order. */\n  readonly ${identifier}: AlongAxis;\n`,
    place: "the interface 'Loops'",
  });
  const row = `{
    name: '${identifier}',
    apply: x => graph.${identifier}(x!, { axis: 1 }),
    naive: x => plain(x!.shape, ([i, k, j]) => at(x!, [i!, x!.shape[1]! - 1 - k!, j!])),
    cases: [[drawn([2, 3, 2], 1)], [drawn([3, 2, 1], 1)], [drawn([2, 0, 2], 1)], [drawn([1, 1, 1], 1)]],
    gradient: 'passes',
    noReference: '${noReference}',
  }`;
  edit(tree, 'tools/laws/src/operations/rows/structured-rows.ts', {
    pattern: /\n\]; \/\/ prettier-ignore\n$/,
    replacement: `\n  ${row},$&`,
    place: "'structuredRows' at its end",
  });
}

/**
 * Adds the kind of the loop to the compiler's table, and its code to a family: it is interpreted without one.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {import('../names-of.mjs').Names} names
 * @param {boolean} compiled
 */
function addEmitter(tree, { file, identifier }, compiled) {
  addEntry(tree, 'packages/wasm/src/families/family.ts', {
    list: /\bOF_LOOPS: [^;]*? = \{\n([^}]*)\};/,
    entries: /^ {2}(\w+): .*,\n/gm,
    name: identifier,
    text: `  ${identifier}: ${compiled ? "'movement'" : 'undefined'},\n`,
    place: "the table 'OF_LOOPS'",
  });
  if (!compiled) return;
  const path = 'packages/wasm/src/families/families.ts';
  addEntry(tree, path, {
    list: /\bmovement: LoopFamily = \{[^{]*\{\n([^}]*)\}/,
    entries: /^ {4}(\w+): \w+,\n/gm,
    name: identifier,
    text: `    ${identifier}: ${identifier}Code,\n`,
    place: "the family 'movement'",
  });
  addEntry(tree, path, {
    entries: /^import [^;]+ from '\.\.\/emit\/([^/']+)';\n/gm,
    name: file,
    text: `import { ${identifier}Code } from '../emit/${file}.ts';\n`,
    place: 'imports of code',
  });
}
