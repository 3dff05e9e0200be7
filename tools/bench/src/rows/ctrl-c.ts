import { spawn, type ChildProcess } from 'node:child_process';
import { once as event } from 'node:events';
import { startProgram } from '@thalweg/programs/program';
import type { RatioRow } from './ratio-row.ts';

const digits = new URL('../../../../apps/digits/src/main.ts', import.meta.url);

/** A program that only starts another one, which is always busy, and ends it at Ctrl-C. */
const BARE = `
const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', 'console.log(1); for (;;);']);
child.stdout.once('data', () => console.error('step 1/2'));
child.once('exit', () => process.exit(130));
process.on('SIGINT', () => child.kill('SIGKILL'));`;

/** How long a program goes on after Ctrl-C: inside a step over all examples as between short ones. */
export const ctrlC: readonly RatioRow[] = [
  {
    name: 'waits: from Ctrl-C to the end of a training, inside a step over all digits',
    ours: 'npm start -- --batch all',
    reference: 'npm start',
    bar: 2,
    turns: 5,
    prepare: () => ({ ours: training('--batch', 'all', '--epochs', '50'), reference: training() }),
  },
  {
    name: 'waits: from Ctrl-C to the end of a training',
    ours: 'npm start',
    reference: 'a bare program with a busy child',
    bar: 20,
    turns: 5,
    prepare: () => ({
      ours: training(),
      reference: () => microsecondsToEnd(spawn(process.execPath, ['-e', BARE], { stdio: ['ignore', 'pipe', 'pipe'] })),
    }),
  },
];

const training =
  (...options: readonly string[]) =>
  () =>
    microsecondsToEnd(startProgram(digits, options).child);

/** Sends SIGINT to a program that has reported its first step, and returns the microseconds until it ends. */
async function microsecondsToEnd(child: ChildProcess): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    child.stderr!.on('data', (chunk: Buffer) => chunk.includes('step 1/') && resolve());
    child.once('close', () => reject(new Error('the program must not end before Ctrl-C')));
  });
  const start = performance.now();
  child.kill('SIGINT');
  const [code] = (await event(child, 'close')) as [number | null];
  if (code !== 130) throw new Error(`Ctrl-C must end the program with 130, got ${code}`);
  return 1000 * (performance.now() - start);
}
