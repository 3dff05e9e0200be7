import { generateFiles, installPackagesTask, readJson, updateJson } from '@nx/devkit';
import { join } from 'node:path';
import { checkedName } from '../checked-name.mjs';
import { checkedOptions } from '../checked-options.mjs';
import { formatting } from '../formatting.mjs';

const table = 'tools/layers.json';

/** Layers that are no packages. */
const others = ['app', 'tool', 'drawn'];

/**
 * What a layer may import besides itself.
 *
 * @typedef {{ layers: string[], npm: string[] }} Layer
 */

/**
 * Makes the package `packages/<name>` and its row in the table of layers, then installs, which links it.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string, layer?: string[], description?: string }} options
 */
export default async function generatePackage(tree, options) {
  const { layer = [], description = '', ...named } = checkedOptions('package', options, ['layer', 'description']);
  const name = checkedName('package', named.name);
  const layers = /** @type {Record<string, Layer>} */ (readJson(tree, table));
  if (name in layers || tree.exists(`packages/${name}`))
    throw new Error(`package: the name must be new, got '${name}'. Choose another, or delete packages/${name} first.`);
  const neighbours = neighboursOf(layers, ['tensor', ...layer]);

  generateFiles(tree, join(import.meta.dirname, 'files'), `packages/${name}`, {
    name,
    description,
    version: readJson(tree, 'packages/tensor/package.json').version,
  });
  const rxjs = neighbours.some(neighbour => layers[neighbour]?.npm.includes('rxjs')) ? ['rxjs', 'rxjs/*'] : [];
  addRow(tree, name, { layers: neighbours, npm: rxjs });
  // Its types are checked without those of a host, and its tests with those of Node.
  for (const program of ['no-host', 'tests']) addToProgram(tree, program, name);
  const format = formatting(tree);
  return () => {
    format();
    installPackagesTask(tree, true);
  };
}

/**
 * Adds the sources of a package to a program that checks types.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {string} program
 * @param {string} name
 */
function addToProgram(tree, program, name) {
  updateJson(tree, `tools/types/${program}.json`, config => ({
    ...config,
    include: [...config.include, `../../packages/${name}/src`],
  }));
}

/**
 * The layers asked for, in the order of the table.
 *
 * @param {Record<string, Layer>} layers
 * @param {string[]} asked
 */
function neighboursOf(layers, asked) {
  const packages = Object.keys(layers).filter(layer => !others.includes(layer));
  const unknown = asked.filter(layer => !packages.includes(layer));
  if (unknown.length > 0)
    throw new Error(
      `package: layers must be in ${table}, got '${unknown.join("', '")}'. Choose from ${packages.join(', ')}.`,
    );
  return packages.filter(layer => asked.includes(layer));
}

/**
 * Adds the row of a new layer above all other packages, one line like theirs.
 *
 * @param {import('@nx/devkit').Tree} tree
 * @param {string} name
 * @param {Layer} layer
 */
function addRow(tree, name, layer) {
  const rows = /** @type {string} */ (tree.read(table, 'utf8'));
  tree.write(
    table,
    rows.replace(/^ *"app":/m, row => `"${name}": ${JSON.stringify(layer)},\n${row}`),
  );
}
