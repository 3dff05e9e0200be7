import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
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
 * Starts the program in a file with these options, as the commands of the root folder do, but for its sources, which are in one
 * module. Its standard input is a pipe if `input` is true, and empty otherwise.
 */
export function startProgram(main: URL, options: readonly string[], { input = false } = {}): Started {
  // Programs that it starts get the same options of Node, and may be sources.
  const node = ['--import', 'tsx', '--conditions=@thalweg/source', bundleOf(main)];
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

/** Milliseconds. */
const DAY = 86_400_000;

/** The bundles of this process by the address of their program. */
const bundles = new Map<string, string>();

/** Bundles a program when it is first asked for, into a folder of the workspace, whose packages it finds there. */
function bundleOf(main: URL): string {
  const known = bundles.get(main.href);
  if (known !== undefined) return known;
  const parent = join(root, 'node_modules/.cache/programs');
  mkdirSync(parent, { recursive: true });
  removeOld(parent);
  const folder = mkdtempSync(join(parent, 'program-'));
  const bundle = join(folder, 'main.mjs');
  const script = fileURLToPath(new URL('bundle-program.mjs', import.meta.url));
  execFileSync(process.execPath, [script, fileURLToPath(main), bundle], { stdio: ['ignore', 'ignore', 'inherit'] });
  bundles.set(main.href, bundle);
  return bundle;
}

/** Removes what is older than a day from a folder. A process of tests is ended from outside, and cannot do so at its end. */
function removeOld(folder: string): void {
  const names = readdirSync(folder).map(name => join(folder, name));
  const isOld = (path: string) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < Date.now() - DAY;
  for (const path of names.filter(isOld)) rmSync(path, { recursive: true, force: true });
}

/** Returns the object that a program with `--json` prints in its last line. */
export async function figuresIn<Figures>(ended: Promise<Ended>): Promise<Figures> {
  const { out, err } = await ended;
  const last = out.trimEnd().split('\n').at(-1)!;
  if (!last.startsWith('{')) throw new Error(`no figures: ${out}${err}`);
  return JSON.parse(last) as Figures;
}
