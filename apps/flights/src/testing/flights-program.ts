import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Result } from '../run.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** The exit code and the output of the program. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the program, as `npm run flights` does. */
export function startFlights(...options: readonly string[]): {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
} {
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=@thalweg/source', main, ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  return { child, ended };
}

/** Runs the program to its end. */
export function runFlights(...options: readonly string[]): Promise<Ended> {
  return startFlights(...options).ended;
}

/** Runs the program with `--json` and returns the object in its last line. */
export async function figuresOf(...options: readonly string[]): Promise<Result> {
  const { out, err } = await runFlights('--json', ...options);
  const last = out.trimEnd().split('\n').at(-1)!;
  if (!last.startsWith('{')) throw new Error(`no figures: ${out}${err}`);
  return JSON.parse(last) as Result;
}
