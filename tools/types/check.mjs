// Checks the types of the workspace with TypeScript 7, a program for each kind of host:
// `node tools/types/check.mjs [name of a program …]`. Each is incremental: what it knows of the last check lies in .nx/types.
//
// Packages that work on any host are checked without the types of any, so that `process` or `document` in them is an error. Their
// tests run in Node. Version 6 stays under the name `typescript`, for Nx, typescript-eslint, typedoc and svelte-check.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));
const tsc = `${root}node_modules/typescript-native/bin/tsc`;
const all = readdirSync(here).filter(name => name.endsWith('.json'));
const asked = process.argv.slice(2).map(name => `${name}.json`);

const failed = (asked.length > 0 ? asked : all).filter(program => {
  const state = ['--incremental', '--tsBuildInfoFile', `${root}.nx/types/${program}.tsbuildinfo`];
  return (
    spawnSync(process.execPath, [tsc, '-p', here + program, ...state], { cwd: root, stdio: 'inherit' }).status !== 0
  );
});
if (failed.length > 0) console.log(`Types are wrong in ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
