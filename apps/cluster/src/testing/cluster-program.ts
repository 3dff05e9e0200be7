import { execFileSync } from 'node:child_process';
import { figuresIn, startProgram, type Ended, type Started } from '@thalweg/programs/program';
import type { Result } from '../view/result.ts';

const main = new URL('../main.ts', import.meta.url);

/** Starts the program, as `npm run cluster` does. */
export function startCluster(...options: readonly string[]): Started {
  return startProgram(main, options);
}

/** Runs the program to its end. */
export function runCluster(...options: readonly string[]): Promise<Ended> {
  return startCluster(...options).ended;
}

/** Runs a cluster with `--json` and returns the object in the last line. */
export function resultOfRun(...options: readonly string[]): Promise<Result> {
  return figuresIn<Result>(runCluster('--json', ...options));
}

/** A process of the system. */
interface Listed {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly line: string;
}

/** Returns the numbers of the processes whose command lines contain all of some words. */
export function processesWith(...words: readonly string[]): readonly number[] {
  return listed().flatMap(({ pid, line }) => (words.every(word => line.includes(word)) ? [pid] : []));
}

/** Sends SIGINT to a process and to all that it started in its group, as a terminal does at Ctrl-C. */
export function pressCtrlC(program: number): void {
  const all = listed();
  const { group } = all.find(({ pid }) => pid === program)!;
  const started = new Set([program]);
  for (const { pid, parent } of all) if (started.has(parent)) started.add(pid);
  for (const { pid, group: own } of all) if (started.has(pid) && own === group) process.kill(pid, 'SIGINT');
}

/** All processes, parents before their children. */
function listed(): readonly Listed[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,pgid=,args=', '--sort', 'start_time,pid'], {
    encoding: 'utf8',
  }).split('\n');
  return lines.map(text => {
    const [, pid, parent, group, line] = /^ *(\d+) +(\d+) +(\d+) (.*)$/.exec(text) ?? ['', '0', '0', '0', ''];
    return { pid: Number(pid), parent: Number(parent), group: Number(group), line: line! };
  });
}
