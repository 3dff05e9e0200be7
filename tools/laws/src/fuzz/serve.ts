import { openSync } from 'node:fs';
import type { Callables } from './kind.ts';
import { Producers, type Modules } from './producers.ts';
import { writeProgress } from './progress.ts';
import { runCall, type Call, type Mode } from './run-call.ts';
import { outcomeOf, type Outcome } from './outcome.ts';
import { asInPages } from './as-in-pages.ts';
import { smallMemory } from './small-memory.ts';
import type { Use } from './use.ts';

/** The calls that a process is to make. */
export interface Job {
  readonly callables: Callables;
  readonly seed: number;
  readonly mode: Mode;
  readonly from: number;
  readonly to: number;
  /** The file that holds the index of the call under way, and its words. */
  readonly progress: string;
}

/** What came of some calls. */
export interface Report {
  readonly next: number;
  /** The number of calls by outcome. */
  readonly counts: Partial<Record<Outcome, number>>;
  /** Calls that came to something else than a result or an error of ours. */
  readonly found: readonly Call[];
}

/** Calls between two reports. */
const BATCH = 250;

/** Makes the calls that the parent process asks for, and reports. */
export function serve(modules: Modules): void {
  smallMemory();
  let current: Use | undefined;
  const late = (error: unknown): void => {
    if (outcomeOf(error) !== 'ok') current?.failed(error, 'unhandled');
  };
  process.on('uncaughtException', late).on('unhandledRejection', late);
  process.on('message', (job: Job) => void run(job, modules, use => (current = use)));
}

async function run(job: Job, modules: Modules, watch: (use: Use) => void): Promise<void> {
  await asInPages(process.argv[2]!);
  const producers = new Producers(job.callables, modules);
  const file = openSync(job.progress, 'r+');
  let report = { next: job.from, counts: {} as Record<string, number>, found: [] as Call[] };
  process.send!(report);
  for (let index = job.from; index < job.to; index++) {
    writeProgress(file, index, '');
    const began = (text: string): void => writeProgress(file, index, text);
    const call = await runCall(job.callables, producers, { ...job, index, watch, began });
    report.counts[call.outcome] = (report.counts[call.outcome] ?? 0) + 1;
    if (call.outcome !== 'ok' && call.outcome !== 'ours') report.found.push(call);
    report.next = index + 1;
    if (report.next % BATCH !== 0 && report.next !== job.to) continue;
    process.send!(report);
    report = { next: report.next, counts: {}, found: [] };
  }
  process.disconnect();
}
