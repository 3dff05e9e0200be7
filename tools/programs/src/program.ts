import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The exit code and the output of a program. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A program that was started. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/**
 * Starts the program in a file with these options, from the sources, as the commands of the root folder do. Its standard input
 * is a pipe if `input` is true, and empty otherwise.
 */
export function startProgram(main: URL, options: readonly string[], { input = false } = {}): Started {
  const node = ['--import', 'tsx', '--conditions=@thalweg/source', fileURLToPath(main)];
  const child = spawn(process.execPath, [...node, ...options], {
    cwd: root,
    stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout!.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  return { child, ended };
}

/** Returns the object that a program with `--json` prints in its last line. */
export async function figuresIn<Figures>(ended: Promise<Ended>): Promise<Figures> {
  const { out, err } = await ended;
  const last = out.trimEnd().split('\n').at(-1)!;
  if (!last.startsWith('{')) throw new Error(`no figures: ${out}${err}`);
  return JSON.parse(last) as Figures;
}
