import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { encodeSnapshot, snapshot, type Snapshot, type StepRecord } from '@thalweg/train';
import { lastValueFrom, toArray } from 'rxjs';
import type { Dataset } from '@thalweg/data';
import { bundledWorker } from './bundled-worker.ts';
import { lineHere, type Sample } from './line.ts';

/** Threads of the line, and those that were made. */
export interface NodeThreads {
  readonly make: () => Worker;
  readonly made: readonly Worker[];
}

/** Bundles the worker of the line, and returns a function that returns what makes threads of it. */
export function nodeThreads(): () => NodeThreads {
  const program = bundledWorker(fileURLToPath(new URL('./line-worker.ts', import.meta.url)));
  return () => {
    const made: Worker[] = [];
    const make = (): Worker => {
      const worker = new Worker(program, { eval: true, execArgv: [] });
      made.push(worker);
      return worker;
    };
    return { make, made };
  };
}

/** Returns the steps and the state of a training in this thread. */
export async function undisturbed(
  records: Dataset<Sample>,
): Promise<{ readonly steps: readonly StepRecord[]; readonly bits: string }> {
  const { steps, state } = lineHere(records);
  const taken = await lastValueFrom(steps.pipe(toArray()));
  return { steps: taken, bits: bitsOf(snapshot(state)) };
}

/** Returns the bits of the registers of a line, and of its last step record. */
export function bitsOf({ version, parts }: Snapshot): string {
  const { tensors, values } = parts['learn']!;
  const learn = { tensors, values: { last: values['last']! } };
  return Buffer.from(encodeSnapshot({ version, parts: { learn } })).toString('hex');
}
