import { openSync } from 'node:fs';
import type { Callables } from './kind.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { type Modules, Producers } from './producers.ts';
import { writeProgress } from './progress.ts';
import { type Call, type Mode, runCall } from './run-call.ts';
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

/** A page without a screen. */
interface Page {
  readonly Window: new () => { readonly customElements: unknown; readonly HTMLElement: unknown };
}

/** Gives the process what defining an element of a page takes, from the file of happy-dom. */
async function asInPages(happyDom: string): Promise<void> {
  const { Window } = (await import(happyDom)) as Page;
  const { customElements, HTMLElement } = new Window();
  Object.assign(globalThis, { customElements, HTMLElement });
}

/** The number of elements above which this machine has no memory for an array. */
const LIMIT = 2 ** 22;

/**
 * Lets large typed arrays fail as they do on a machine without the memory for them, so that a run shows what becomes of sizes
 * beyond any memory and needs none itself.
 */
function smallMemory(): void {
  const names = [
    'Float32Array',
    'Float64Array',
    'Int32Array',
    'Uint32Array',
    'Uint8Array',
    'Uint16Array',
    'ArrayBuffer',
  ];
  for (const name of names) {
    const host = globalThis as unknown as Record<string, { prototype: object }>;
    const limited = new Proxy(host[name]!, {
      construct(target, given: unknown[], newTarget) {
        if (typeof given[0] === 'number' && given[0] > LIMIT) throw new RangeError('Array buffer allocation failed');
        return Reflect.construct(target as unknown as () => unknown, given, newTarget) as object;
      },
    });
    Object.defineProperty(limited.prototype, 'constructor', { value: limited, writable: true, configurable: true });
    host[name] = limited;
  }
}
