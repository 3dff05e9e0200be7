import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { attempt, start, type Ended } from './attempt.ts';
import { callablesOf, packageIndices } from './callables-of.ts';
import type { Callables } from './kind.ts';
import type { Outcome } from './outcome.ts';
import type { Call, Mode } from './run-call.ts';
import type { Job, Report } from './serve.ts';

/** Calls to make. */
export interface FuzzOptions {
  readonly seed: number;
  readonly mode: Mode;
  readonly calls: number;
  /** The index of the first call: one alone is made again by its index. */
  readonly from?: number;
  /** The time after which a call hangs, in milliseconds; 20 seconds by default. */
  readonly patience?: number;
}

/** What came of all calls. */
export interface Fuzzed {
  readonly counts: Readonly<Partial<Record<Outcome, number>>>;
  readonly found: readonly Call[];
}

/** Calls exports of packages: see the README. */
export class Fuzzer {
  readonly callables: Callables;
  readonly #folder: string;
  readonly #program: string;

  private constructor(callables: Callables, folder: string, program: string) {
    this.callables = callables;
    this.#folder = folder;
    this.#program = program;
  }

  /** Reads the types of all exports, and bundles them with the program that calls them. */
  static async open(indices: Readonly<Record<string, string>> = packageIndices()): Promise<Fuzzer> {
    const folder = mkdtempSync(join(tmpdir(), 'thalweg-fuzz-'));
    const program = join(folder, 'program.mjs');
    await bundle(program, indices);
    return new Fuzzer(callablesOf(indices), folder, program);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Makes the calls in a process of their own; another one continues after a call that hangs or ends it. */
  async run({ seed, mode, calls, from = 0, patience = 20_000 }: FuzzOptions): Promise<Fuzzed> {
    const counts: Partial<Record<Outcome, number>> = {};
    const found: Call[] = [];
    const take = (report: Report): void => {
      for (const [outcome, count] of Object.entries(report.counts) as [Outcome, number][])
        counts[outcome] = (counts[outcome] ?? 0) + count;
      found.push(...report.found);
    };
    const ranges: [number, number][] = [[from, from + calls]];
    for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
      const [next, to] = range;
      const ended = await this.#attempt({ callables: this.callables, seed, mode, from: next, to }, patience, take);
      if (ended === undefined) continue;
      const { call, reported } = ended;
      take({ next: 0, counts: { [call.outcome]: 1 }, found: [call] });
      // What was made since the last report is made again.
      for (const left of [
        [call.index + 1, to],
        [reported, call.index],
      ] as const)
        if (left[0] < left[1]) ranges.push([...left]);
    }
    return { counts, found };
  }

  /** Makes calls in a process; returns the call that it did not survive, if there is one. */
  async #attempt(
    calls: Omit<Job, 'progress'>,
    patience: number,
    take: (report: Report) => void,
  ): Promise<Ended | undefined> {
    const folder = mkdtempSync(join(this.#folder, 'run-'));
    const job = { ...calls, progress: `${folder}.progress` };
    writeFileSync(job.progress, `${job.from}`);
    const ended = await attempt(start(this.#program, folder), job, patience, take);
    rmSync(folder, { recursive: true, force: true });
    return ended;
  }
}

/** Bundles the program with all modules. */
async function bundle(outfile: string, indices: Readonly<Record<string, string>>): Promise<void> {
  const names = Object.keys(indices);
  const imports = Object.entries(indices).map(([name, path]) => `import * as ${name} from ${JSON.stringify(path)};`);
  await build({
    stdin: {
      contents: `import { serve } from './serve.ts';\n${imports.join('\n')}\nserve({ ${names.join(', ')} });`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    outfile,
    bundle: true,
    format: 'esm',
    // Packages in the older format of modules ask for those of Node by `require`.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(process.argv[1]);",
    },
    platform: 'node',
    conditions: ['@thalweg/source'],
    sourcemap: 'inline',
    logLevel: 'error',
  });
}
