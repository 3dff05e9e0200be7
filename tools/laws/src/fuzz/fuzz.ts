import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';
import { KindTable, type Callable, type Callables } from './kind.ts';
import { outcomes, type Outcome } from './outcome.ts';
import { readProgress } from './progress.ts';
import type { Call, Mode } from './run-call.ts';
import type { Job, Report } from './serve.ts';

/** Calls to make. */
interface FuzzOptions {
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

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * Packages that are not called: `build` runs when an app is built, and starts processes; the others are hooks, which their
 * frameworks call in components.
 */
const notCalled = ['build', 'angular', 'react', 'svelte', 'vue'];

/** Returns the indices of all packages that are called, by their names, and the entry of surfaces. */
export function packageIndices(): Record<string, string> {
  const names = readdirSync(`${root}packages`).filter(name => !notCalled.includes(name));
  const indices = names.map(name => [name, `${root}packages/${name}/src/index.ts`] as const);
  const surfaces = `${root}packages/miniatures/src/surfaces.ts`;
  return { ...Object.fromEntries(indices.filter(([, path]) => existsSync(path))), surfaces };
}

/** Returns the functions, classes and objects of functions that modules export, with the kinds of their types. */
export function callablesOf(indices: Readonly<Record<string, string>>): Callables {
  const program = ts.createProgram(Object.values(indices), settings());
  const checker = program.getTypeChecker();
  const table = new KindTable(checker);
  const callables = Object.entries(indices).flatMap(([name, path]) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(path)!)!;
    return checker.getExportsOfModule(module).flatMap(symbol => callablesOfSymbol(checker, table, name, symbol));
  });
  table.complete();
  return { callables, kinds: table.kinds };
}

function settings(): ts.CompilerOptions {
  const file = ts.readConfigFile(`${root}tsconfig.base.json`, path => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(file.config, ts.sys, root);
  const lib = ['lib.es2022.d.ts', 'lib.dom.d.ts'];
  return { ...options, composite: false, incremental: false, noEmit: true, lib, types: ['node'] };
}

function callablesOfSymbol(checker: ts.TypeChecker, table: KindTable, from: string, exported: ts.Symbol): Callable[] {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const isType = exported.declarations?.some(ts.isTypeOnlyImportOrExportDeclaration) ?? false;
  if (isType || !(symbol.flags & ts.SymbolFlags.Value)) return [];
  const type = checker.getTypeOfSymbol(symbol);
  const one = (name: string, signatures: readonly ts.Signature[], construct = false): Callable[] =>
    signatures.length === 0 ? [] : [{ package: from, name, construct, signatures: table.signaturesOf(signatures) }];
  const own = [
    ...one(exported.name, type.getCallSignatures()),
    ...one(exported.name, type.getConstructSignatures(), true),
  ];
  if (own.length > 0 || !(type.flags & ts.TypeFlags.Object)) return own;
  return type
    .getProperties()
    .flatMap(property =>
      one(`${exported.name}.${property.name}`, checker.getTypeOfSymbol(property).getCallSignatures()),
    );
}

/** Starts the program in a folder, to which relative paths lead. */
function start(program: string, cwd: string): ChildProcess {
  const happyDom = createRequire(import.meta.url).resolve('happy-dom');
  const execArgv = ['--max-old-space-size=1024', '--enable-source-maps'];
  return fork(program, [happyDom], {
    cwd,
    execArgv,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** The call that a process did not survive. */
interface Ended {
  /** The first call that the process did not report. */
  readonly reported: number;
  readonly call: Call;
}

/** Watches a process with a monotonic clock. */
function attempt(
  child: ChildProcess,
  job: Job,
  patience: number,
  take: (report: Report) => void,
): Promise<Ended | undefined> {
  const { promise, resolve, reject } = deferred<Ended | undefined>();
  let reported = job.from;
  let index = job.from;
  let since = performance.now();
  let hangs = false;
  const watch = setInterval(() => {
    const now = readProgress(job.progress);
    if (!now.started || now.index !== index) [index, since] = [now.index, performance.now()];
    hangs = performance.now() - since > patience;
    if (hangs) child.kill('SIGKILL');
  }, 100);
  child.on('message', (report: Report) => {
    reported = report.next;
    take(report);
    // What calls have left open, such as timers, would keep it.
    if (reported === job.to) child.kill();
  });
  child.on('exit', () => {
    clearInterval(watch);
    const { started, index, text } = readProgress(job.progress);
    if (!started) return reject(new Error('The process that makes the calls does not start.'));
    if (reported === job.to) return resolve(undefined);
    const outcome = hangs ? 'hang' : 'crash';
    resolve({ reported, call: { index, callable: '', text, outcome, message: '' } });
  });
  child.send(job);
  return promise;
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((...settle) => ([resolve, reject] = settle));
  return { promise, resolve, reject };
}

/** Returns the shares of outcomes as a row of a Markdown table, under {@link tallyHead}. */
export function tally(mode: Mode, { counts }: Fuzzed): string {
  const total = outcomes.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0);
  const cells = outcomes.map(outcome => `${counts[outcome] ?? 0}`);
  return `| ${[mode, total, ...cells].join(' | ')} |`;
}

/** The head of the table. */
export const tallyHead: string = `| calls | all | ${outcomes.join(' | ')} |\n|---${'|--:'.repeat(outcomes.length + 1)}|`;

/** Returns the calls that were found, the most frequent error first, each with how to make one of them again. */
export function findings({ found }: Fuzzed, examples = 1): string {
  const groups = grouped(found);
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([kind, calls]) => [`${calls.length} × ${kind}`, ...calls.slice(0, examples).map(lineOf)].join('\n'))
    .join('\n');
}

function lineOf({ index, callable, text }: Fuzzed['found'][number]): string {
  return `    call ${index}, ${callable.split(' ')[0]}: ${text.slice(0, 400)}`;
}

function grouped(found: Fuzzed['found']): Map<string, Fuzzed['found'][number][]> {
  const groups = new Map<string, Fuzzed['found'][number][]>();
  for (const call of found) {
    const kind = `${call.outcome} ${call.message.slice(0, 200)}`;
    groups.set(kind, [...(groups.get(kind) ?? []), call]);
  }
  return groups;
}
