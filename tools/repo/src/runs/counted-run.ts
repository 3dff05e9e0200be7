// Runs shell commands at once: what the last one prints is seen as it comes, what the others print once they have ended. At the end it
// prints the tests that were skipped because something of the system is missing, a line for each failed test, and one that has
// the counts of the last command's tests: `node --import tsx counted-run.ts <command> …`. A command that fails without
// a failed test counts as one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { seed } from '@thalweg/drawn/seed';
import type { Counts } from './counts.ts';
import { bare, installCommand, needNames } from './needs.mjs';
import { root } from '../root.ts';

const folder = `${root}.nx/tests`;

function reports(): Counts[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json'));
  return files.map(name => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Counts);
}

const sum = (name: 'passed' | 'failed' | 'skipped'): number =>
  reports().reduce((total, counts) => total + counts[name], 0);

/** Prints what was skipped. Returns the number of failures that it counts as: CI has everything, so it skips nothing by chance. */
function toldSkipped(): number {
  const needs = needNames.filter(need => reports().some(({ missing }) => missing[need] !== undefined));
  if (needs.length === 0) return 0;
  const skipped = needs.map(need => ({ need, tests: reports().flatMap(({ missing }) => missing[need] ?? []) }));
  for (const { need, tests } of skipped) for (const test of tests) console.log(`skipped without ${need}: ${test}`);
  const counts = skipped.map(({ need, tests }) => `${tests.length} without ${need}`);
  console.log(`Skipped: ${counts.join(', ')}. To run them: ${installCommand(needs)}`);
  return process.env['CI'] === undefined || bare ? 0 : needs.length;
}

/** Runs a command. Returns whether it succeeded. */
async function run(command: string, isLast: boolean): Promise<boolean> {
  const began = performance.now();
  const output = isLast ? 'inherit' : 'pipe';
  const child = spawn(command, { cwd: root, shell: true, stdio: ['inherit', output, output] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => void (said += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  process.stdout.write(said);
  console.log(`${command} took ${Math.round((performance.now() - began) / 1000)} s`);
  return status === 0;
}

// Nx reads its plugins itself: a process for each would take a second.
process.env['NX_ISOLATE_PLUGINS'] = 'false';
// Nx brings back those of runs that it takes from its cache.
rmSync(folder, { recursive: true, force: true });
const commands = process.argv.slice(2);
const last = commands.length - 1;
const succeeded = await Promise.all(commands.map((command, n) => run(command, n === last)));
const broken = commands.filter((_, n) => !succeeded[n] && (n < last || sum('failed') === 0));
const leftOut = reports().reduce((sum, counts) => sum + counts.leftOut, 0);
if (leftOut > 0)
  console.log(`${leftOut} rows of tables are left to other runs; LAWS_SEED=${seed} draws the same again`);
const refused = toldSkipped();
for (const command of broken) console.log(`failed: the command ${command}`);
for (const failure of reports().flatMap(({ failures }) => failures)) console.log(`failed: ${failure}`);
if (refused > 0) console.log(`failed: with CI=true nothing may be missing, see above`);
const failed = sum('failed') + broken.length + refused;
console.log(`${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped`);
process.exitCode = failed > 0 ? 1 : 0;
