/** @module-tag nats */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { landingRows } from '@thalweg/drawn';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../root.ts';
import { failuresOf, typeErrorsOf } from './failures-of.ts';
import { shownPrograms } from './shown-programs.ts';

// What the sources pass must hold for the packages as they are published, too.
const folder = mkdtempSync(`${root}.nx/built-types-`);
beforeAll(
  () => void execFileSync(process.execPath, [`${root}tools/bundle/bundle.mjs`, 'build'], { stdio: ['ignore', 2, 2] }),
);
afterAll(() => rmSync(folder, { recursive: true }));

/** A module with types that no entry exports. */
const INTERNAL = /\/(axes|product)\.ts$/;

// From the sources all of them run before a landing.
const programs = shownPrograms();
const running = new Set(landingRows('programs on built packages', programs, ({ document }) => roomOf(document)));

/** Returns the package or the folder that a document belongs to. */
function roomOf(document: string): string {
  return document.split('/').slice(0, 2).join('/');
}

it('every program of the guides, and every example of a docstring, compiles, and those that are drawn run', async () => {
  expect(running.size).toBeGreaterThan(50);
  const built = { project: 'documents-on-bundles', conditions: [] };
  expect(await failuresOf(programs, { ...built, runs: program => running.has(program) })).toEqual([]);
});

it('every test of types compiles', async () => {
  const paths = readdirSync(`${root}packages`, { recursive: true, encoding: 'utf8' });
  const tests = paths.filter(path => /^[\w-]+\/src\/.*\.test-d\.ts$/.test(path));
  expect(tests.length).toBeGreaterThan(20);
  const copies = tests.map((path, i) => {
    const text = readFileSync(`${root}packages/${path}`, 'utf8');
    const copy = `${folder}/${i}-${path.replaceAll('/', '-')}`.replace('.test-d.ts', '.ts');
    const addressOf = (from: string): string =>
      INTERNAL.test(from) ? join(root, 'packages', dirname(path), from) : `@thalweg/${path.split('/')[0]!}`;
    writeFileSync(copy, text.replaceAll(/(?<=from ')\.[^']*/g, addressOf));
    return copy;
  });
  expect(await typeErrorsOf('copies', copies, [])).toEqual([]);
});

it('control: a test of types that is wrong is found', async () => {
  const path = `${folder}/wrong.ts`;
  writeFileSync(
    path,
    `import { constant, type Node } from '@thalweg/graph';\nexport const x: Node<readonly [3]> = constant([1, 2]);\n`,
  );
  expect(await typeErrorsOf('copies', [path], [])).toMatchObject([{ line: 2 }]);
});
