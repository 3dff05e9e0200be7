import { writeSync } from 'node:fs';
import { NEVER } from 'rxjs';
import { checkpoint } from '../index.ts';
import { counter } from './counter.ts';

// A run that takes no steps: it prints `has it` when it has the lock of the folder, or why it was refused. It ends when its
// input does. Argument: the folder.
process.stdin.resume();
const subscription = NEVER.pipe(checkpoint({ part: counter() }, { every: 1, path: process.argv[2]! })).subscribe({
  error: error => writeSync(1, `${String(error)}\n`),
});
if (!subscription.closed) writeSync(1, 'has it\n');
process.stdin.on('end', () => process.exit());
