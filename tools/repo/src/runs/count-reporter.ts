import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type {} from '@thalweg/drawn';
import { seed } from '@thalweg/drawn/seed';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import { root } from '../root.ts';
import type { Counts } from './counts.ts';
import type { NeedName } from './needs.mjs';
import { projectFolderOf } from '../nx/rooms.mjs';

/**
 * Writes the counts of a run to files, one for each project of the workspace, which Nx keeps in its cache. A file of tests that
 * does not load counts as a failed test. Errors outside of tests are counted in a file of their own.
 */
export default class CountReporter implements Reporter {
  readonly #mode: string;
  readonly #folder: string;
  readonly #missing: readonly NeedName[];

  constructor(mode: string, missing: readonly NeedName[]) {
    this.#mode = mode;
    this.#folder = `${root}.nx/tests/${mode}`;
    this.#missing = missing;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    for (const project of new Set(modules.map(projectOf)))
      this.#write(project, this.#countsOf(modules.filter(module => projectOf(module) === project)));
    const failures = errors.map(error => `outside of tests: ${firstLine(error)}`);
    this.#write('outside', { passed: 0, failed: failures.length, skipped: 0, failures, missing: {}, leftOut: 0 });
  }

  #countsOf(modules: readonly TestModule[]): Counts {
    const tests = modules.flatMap(module => [...module.children.allTests()]);
    const count = (state: string) => tests.filter(test => test.result().state === state).length;
    const failures = modules.flatMap(module => failuresOf(module, this.#mode));
    const skipped = tests.filter(test => test.result().state === 'skipped');
    const without = (need: string) => skipped.filter(({ tags }) => tags.includes(need)).map(nameOf);
    const missing = this.#missing.map(need => [need, without(need)] as const).filter(([, names]) => names.length > 0);
    return {
      passed: count('passed'),
      failed: failures.length,
      skipped: skipped.length,
      failures,
      missing: Object.fromEntries(missing),
      leftOut: skipped.reduce((sum, test) => sum + (test.meta().leftOut ?? 0), 0),
    };
  }

  #write(name: string, counts: Counts): void {
    const file = `${this.#folder}/${name}.json`;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(counts));
  }
}

/** The folder of the project of a file, such as `packages/graph`. */
function projectOf({ relativeModuleId }: TestModule): string {
  return projectFolderOf(relativeModuleId);
}

/** A line for each failed test of a file, and one for each group whose hooks fail, and for a file that does not load. */
function failuresOf(module: TestModule, mode: string): string[] {
  const failed = [...module.children.allTests('failed')].map(
    test => `${nameOf(test)}: ${firstLine(test.result().errors?.[0])}${repeated(test, mode)}`,
  );
  const broken = [module, ...module.children.allSuites()].flatMap(part => {
    const [error] = part.errors();
    const name = part.type === 'module' ? part.relativeModuleId : nameOf(part);
    return error === undefined ? [] : [`${name}: ${firstLine(error)}`];
  });
  return [...failed, ...broken];
}

/** The command that repeats a test of rows that were drawn by the seed. */
function repeated(test: TestCase, mode: string): string {
  const { relativeModuleId } = test.module;
  if (!/\.drawn\.(full\.)?test\.ts$/.test(relativeModuleId)) return '';
  // Vitest looks for the names of a test and its groups with blanks between them.
  const names: string[] = [];
  for (let part: TestCase | TestSuite | TestModule = test; part.type !== 'module'; part = part.parent)
    names.unshift(part.name);
  const pattern = names.join(' ').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const quoted = `'${pattern.replaceAll("'", `'\\''`)}'`;
  const how = mode === 'test' ? '' : `--mode ${mode} `;
  return ` (again: LAWS_SEED=${seed} npx vitest run ${how}${relativeModuleId} -t ${quoted})`;
}

function nameOf(test: TestCase | TestSuite): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`;
}

function firstLine(error: { readonly message?: string } | undefined): string {
  return String(error?.message ?? 'no message')
    .split('\n')[0]!
    .slice(0, 300);
}
