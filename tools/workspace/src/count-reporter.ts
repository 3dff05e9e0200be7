import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
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
    const tests = modules.flatMap(module => [...module.children.allTests()]);
    const count = (state: string) => tests.filter(test => test.result().state === state).length;
    const failures = [...modules.flatMap(failuresOf), ...errors.map(error => `outside of tests: ${firstLine(error)}`)];
    const counts: Counts = {
      passed: count('passed'),
      failed: failures.length,
      skipped: count('skipped'),
      failures,
      repeated: modules.flatMap(repeatedIn),
    };
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(counts));
  }
}

/** A line for each failed test of a file, and one for a file that does not load. */
function failuresOf(module: TestModule): string[] {
  const broken = module.errors();
  const failed = [...module.children.allTests('failed')].map(test => lineOf(module, test));
  return broken.length === 0 ? failed : [...failed, `${fileOf(module)}: ${firstLine(broken[0])}`];
}

/** A line for each test of a file that passed after it had failed. */
function repeatedIn(module: TestModule): string[] {
  const tests = [...module.children.allTests('passed')].filter(test => (test.diagnostic()?.retryCount ?? 0) > 0);
  return tests.map(test => lineOf(module, test));
}

function lineOf(module: TestModule, test: TestCase): string {
  return `${fileOf(module)} > ${test.fullName}: ${firstLine(test.result().errors?.[0])}`;
}

function fileOf(module: TestModule): string {
  return `${module.project.name}/${module.relativeModuleId}`;
}

function firstLine(error: { readonly message?: string } | undefined): string {
  return String(error?.message ?? 'no message')
    .split('\n')[0]!
    .slice(0, 300);
}
