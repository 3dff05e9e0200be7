import { writeFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { broken, printed } from './claims.ts';
import type { Fault } from './fault.ts';

// Runs programs one after another and writes to a file what went wrong: `runner.ts <file> <program> …`.

const [result, ...paths] = process.argv.slice(2) as [string, ...string[]];
const faults: Fault[] = [];
let path = '';
let ended = false;

const thrown = (error: unknown): void => {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const [, line = '1'] = stack.split(`${path}:`);
  faults.push({ path, line: parseInt(line), message: `it must not throw, got ${String(error)}` });
};

console.log = (...values) => void printed.push(format(...values));
process.on('uncaughtException', thrown);
process.on('SIGTERM', () => process.exit());
process.on('exit', () => {
  if (!ended) faults.push({ path, line: 1, message: 'it must end, got no end.' });
  writeFileSync(result, JSON.stringify(faults));
});

for (path of paths) {
  await import(pathToFileURL(path).href).catch(thrown);
  // What is thrown where nobody can catch it is reported in a turn of its own.
  await new Promise(resolve => setTimeout(resolve));
  await turn();
  for (const claim of broken.splice(0)) faults.push({ path, ...claim });
}
ended = true;
process.exit();
