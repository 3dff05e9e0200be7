import { fetchModule, precompiled } from '@thalweg/wasm';
import { trainAndPredict } from '../model.ts';
import { plans, url } from '../model.ts?precompiled';

/** What tests read from the page. */
export interface Found {
  readonly values: readonly number[];
  readonly compiled: number;
  readonly plans: readonly string[];
}

declare global {
  var found: Promise<Found>;
}

globalThis.found = run();

async function run(): Promise<Found> {
  const worker = new Worker(new URL('../../program/compile-worker.ts', import.meta.url), { type: 'module' });
  const module = await fetchModule(url, { worker });
  worker.terminate();
  const runner = precompiled({ modules: [module], strict: true });
  const values = await trainAndPredict(runner);
  return { values, compiled: runner.coverage.compiled, plans: plans.map(({ name }) => name) };
}
