import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { fork, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { readProgress } from '../fuzz/progress.ts';
import type { Finding, Job, Report } from './serve.ts';

/** Inputs to send to a door. */
export interface Inputs {
  readonly door: string;
  readonly seed: number;
  readonly count: number;
  /** The index of the first one: one alone is sent again by its index. */
  readonly from?: number;
  /** The processor time that an input may take, 10 seconds by default. */
  readonly seconds?: number;
  /** Files that are sent in place of inputs that are drawn: bytes, or a message where the name ends in `.message`. */
  readonly files?: readonly string[] | undefined;
}

/** The numbers of inputs that were taken and refused, and all that went wrong. */
export interface Outcome {
  taken: number;
  refused: number;
  readonly found: Finding[];
}

/** The milliseconds after which an input that does nothing is given up. */
const PATIENCE = 60_000;

/** The root of the repository. */
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Kinds of findings that are shown. */
const SHOWN = 20;

/** The words of an input that took too much memory. */
const GREEDY = /^took \d+ MiB/;

/** Bundles the program that takes inputs with a module of doors, and returns its path in a folder that the caller removes. */
export function bundledDoors(doors: URL = new URL('doors.ts', import.meta.url)): string {
  const outfile = join(mkdtempSync(join(tmpdir(), 'thalweg-doors-')), 'program.mjs');
  buildSync({
    stdin: {
      contents: `import { serve } from './serve.ts';\nimport { doors } from ${JSON.stringify(fileURLToPath(doors))};\nserve(doors);`,
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
  return outfile;
}

/**
 * Sends inputs to a door, and returns what came of them. A process keeps memory that it once had, so an input that may have taken
 * too much is sent again to a process that takes nothing else.
 */
export async function assault(program: string, inputs: Inputs): Promise<Outcome> {
  const outcome = await attempts(program, inputs);
  for (const one of outcome.found.filter(({ what }) => GREEDY.test(what))) {
    const alone = await attempts(program, { ...inputs, from: one.index, count: 1 });
    outcome.found.splice(outcome.found.indexOf(one), 1, ...alone.found);
    outcome.taken += alone.taken;
    outcome.refused += alone.refused;
  }
  return outcome;
}

/** Sends inputs to a process of their own; another one continues after an input that ends it or that it never answers. */
async function attempts(program: string, inputs: Inputs): Promise<Outcome> {
  const { door, seed, count, from = 0, seconds = 10, files } = inputs;
  const outcome: Outcome = { taken: 0, refused: 0, found: [] };
  const ranges: (readonly [from: number, to: number])[] = [[from, from + count]];
  for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
    const folder = mkdtempSync(join(tmpdir(), 'thalweg-door-'));
    const job: Job = { door, seed, seconds, files, from: range[0], to: range[1], progress: `${folder}/progress` };
    writeFileSync(job.progress, `${job.from}`);
    const ended = await attempt(start(program, folder), job, report => {
      outcome.taken += report.taken;
      outcome.refused += report.refused;
      outcome.found.push(...report.found);
    });
    rmSync(folder, { recursive: true, force: true });
    if (ended === undefined) continue;
    outcome.found.push(ended);
    // What was taken since the last report is taken again.
    if (ended.index + 1 < job.to) ranges.push([ended.index + 1, job.to]);
    if (ended.reported < ended.index) ranges.push([ended.reported, ended.index]);
  }
  return outcome;
}

function start(program: string, cwd: string): ChildProcess {
  return fork(program, [ROOT], {
    cwd,
    execArgv: ['--max-old-space-size=256', '--expose-gc', '--enable-source-maps'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** An input that a process did not survive, and the first one that the process did not report. */
interface Ended extends Finding {
  readonly reported: number;
}

/** Returns the input that a process did not survive; `undefined` if it took all. */
function attempt(child: ChildProcess, job: Job, take: (report: Report) => void): Promise<Ended | undefined> {
  return new Promise((resolve, reject) => {
    let [reported, isSilent] = [job.from, false];
    let [index, since] = [-1, performance.now()];
    const watch = setInterval(() => {
      const now = readProgress(job.progress);
      if (now.index !== index) [index, since] = [now.index, performance.now()];
      isSilent = performance.now() - since > PATIENCE;
      if (isSilent) child.kill('SIGKILL');
    }, 500);
    child.on('message', (report: Report) => {
      reported = report.next;
      take(report);
      // What inputs have left open, such as timers, would keep it.
      if (reported === job.to) child.kill();
    });
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      const { started, index } = readProgress(job.progress);
      if (reported === job.to) return resolve(undefined);
      if (!started) return reject(new Error(`The process that takes the inputs does not start: ${code}, ${signal}.`));
      const hang = isSilent ? 'gets no answer' : 'takes too long';
      resolve({ index, reported, what: signal === 'SIGKILL' ? hang : `ends the process: ${code ?? signal}` });
    });
    child.send(job);
  });
}

/** Returns what was found, the most frequent first, each with the command that repeats one of them. */
export function findings({ found }: Outcome, { door, seed }: Pick<Inputs, 'door' | 'seed'>): string {
  const groups = new Map<string, Finding[]>();
  for (const one of found) {
    const kind = one.what.replace(/\b[\da-f]+\b/g, 'N').slice(0, 200);
    groups.set(kind, [...(groups.get(kind) ?? []), one]);
  }
  return [...groups.values()]
    .sort((a, b) => b.length - a.length)
    .slice(0, SHOWN)
    .map(([one, ...more]) => `${more.length + 1} × ${one!.what}\n    ${command(door, seed, one!.index)}`)
    .join('\n');
}

function command(door: string, seed: number, index: number): string {
  return `node tools/bundle/bundle.mjs start tools/laws/src/hostile/main.ts '${door}' 1 ${seed} ${index}`;
}
