// Checks the types of the workspace with TypeScript 7, a program for each kind of host:
// `node tools/types/check.mjs [name of a program …]`. Each is incremental: what it knows of the last check lies in .nx/types, and a
// program that was right is not checked again before one of its files changes.
//
// Packages that work on any host are checked without the types of any, so that `process` or `document` in them is an error. Their
// tests run in Node. Version 6 stays under the name `typescript`, for Nx, typescript-eslint, typedoc and svelte-check.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { memoryOf } from '../repo/src/runs/layout.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));
const tsc = `${root}node_modules/typescript-native/bin/tsc`;
const all = readdirSync(here).filter(name => name.endsWith('.json'));
const asked = process.argv.slice(2).map(name => `${name}.json`);
const memory = memoryOf('types');
const unknown = asked.find(program => !all.includes(program));
if (unknown !== undefined) {
  const names = all.map(program => program.replace('.json', '')).join(', ');
  console.error(
    `check.mjs: a program must be one of ${names}, got '${unknown.replace('.json', '')}'. Name one of these.`,
  );
  process.exit(1);
}

const failed = (asked.length > 0 ? asked : all).filter(program => !isKnownAsRight(program) && !isRight(program));
if (failed.length > 0) console.log(`Types are wrong in ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** @param {string} program */
function isRight(program) {
  const [state, passed] = [stateOf(program), passedOf(program)];
  const began = Date.now();
  rmSync(passed, { force: true });
  const options = ['-p', here + program, '--checkers', '2', '--incremental', '--tsBuildInfoFile', state];
  if (spawnSync(process.execPath, [tsc, ...options], { cwd: root, stdio: 'inherit' }).status !== 0) return false;
  // Nobody knows which text of a file that has changed meanwhile was checked.
  if (filesOf(program).every(path => statSync(path).mtimeMs < began)) writeFileSync(passed, digestOf(program));
  return true;
}

/** @param {string} program */
function isKnownAsRight(program) {
  const passed = passedOf(program);
  return existsSync(passed) && readFileSync(passed, 'utf8') === digestOf(program);
}

/**
 * Returns a digest of the texts of a program and of its files.
 *
 * @param {string} program
 */
function digestOf(program) {
  const hash = createHash('sha256').update(readFileSync(here + program));
  for (const path of filesOf(program)) hash.update(existsSync(path) ? readFileSync(path) : '');
  return hash.digest('hex');
}

/**
 * Returns the paths of the files of a program; those that are installed are known by the lock file.
 *
 * @param {string} program
 */
function filesOf(program) {
  const { fileNames } = /** @type {{ fileNames: string[] }} */ (JSON.parse(readFileSync(stateOf(program), 'utf8')));
  const ours = fileNames.filter(name => name.startsWith('.') && !name.includes('node_modules'));
  return ours.map(name => `${memory}/${name}`);
}

/** @param {string} program */
function stateOf(program) {
  return `${memory}/${program}.tsbuildinfo`;
}

/** @param {string} program */
function passedOf(program) {
  return `${memory}/${program}.passed`;
}
