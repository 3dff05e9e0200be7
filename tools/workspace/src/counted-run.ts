// Runs shell commands one after another, and ends with a line for each failed test, and one that adds the counts of all test
// runs among them:
// `node --import tsx counted-run.ts <command> …`. A command that fails without a failed test counts as one.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Counts } from './counts.ts';
import { root } from './root.ts';

const folder = `${root}.nx/tests`;

function reports(): Counts[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json'));
  return files.map(name => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Counts);
}

const sum = (name: 'passed' | 'failed' | 'skipped'): number =>
  reports().reduce((total, counts) => total + counts[name], 0);

// Nx brings back those of runs that it takes from its cache.
rmSync(folder, { recursive: true, force: true });
let broken = 0;
for (const command of process.argv.slice(2)) {
  const failedBefore = sum('failed');
  const { status } = spawnSync(command, { cwd: root, shell: true, stdio: 'inherit' });
  if (status === 0 || sum('failed') > failedBefore) continue;
  broken++;
  console.log(`failed: the command ${command}`);
}
for (const test of reports().flatMap(({ repeated }) => repeated)) console.log(`passed when it was repeated: ${test}`);
for (const failure of reports().flatMap(({ failures }) => failures)) console.log(`failed: ${failure}`);
const failed = sum('failed') + broken;
console.log(`${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped`);
process.exitCode = failed > 0 ? 1 : 0;
