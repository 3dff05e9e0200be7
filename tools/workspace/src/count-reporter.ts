import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { root } from './root.ts';
import type { Counts } from './counts.ts';

/**
 * Writes the counts of a run to a file, which Nx keeps in its cache. A file of tests that does not load counts as a failed
 * test.
 */
export default class CountReporter implements Reporter {
  #mode: string;
  #file = '';

  constructor(mode: string) {
    this.#mode = mode;
  }

  onInit({ config }: Vitest): void {
    this.#file = join(root, '.nx/tests', `${relative(root, config.root) || this.#mode}.json`);
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const states = modules.flatMap(module => [...module.children.allTests()]).map(test => test.result().state);
    const count = (state: string) => states.filter(each => each === state).length;
    const broken = modules.filter(module => module.errors().length > 0).length + errors.length;
    const counts: Counts = { passed: count('passed'), failed: count('failed') + broken, skipped: count('skipped') };
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(counts));
  }
}
