import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const launcher = `${root}tools/bundle/bundle.mjs`;

/** Returns the options of Node that run the program in a file: as a bundle, which is built first if the sources have changed. */
export function programOptions(main: URL): readonly string[] {
  return [launcher, 'start', fileURLToPath(main)];
}

/** Returns the path of the bundle of the program, or the module, in a file, which is built first if the sources have changed. */
export function programBundle(path: string): string {
  return execFileSync(process.execPath, [launcher, 'path', path], { encoding: 'utf8' });
}

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
 * Starts the program in a file with these options, as the commands of the root folder do. Its standard input is a pipe if `input`
 * is true, and empty otherwise.
 */
export function startProgram(main: URL, options: readonly string[], { input = false } = {}): Started {
  const child = spawn(process.execPath, [...programOptions(main), ...options], {
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
