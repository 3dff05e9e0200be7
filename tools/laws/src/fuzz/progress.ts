import { readFileSync, writeSync } from 'node:fs';

/** The length of what is written: what is shorter was not written by the process that makes the calls. */
const LENGTH = 420;

/** The call under way: its index, and its words if it has begun. */
export interface Progress {
  /** False before the first call. */
  readonly started: boolean;
  readonly index: number;
  readonly text: string;
}

/** Writes which call is under way. It outlives a process that is killed. */
export function writeProgress(file: number, index: number, text: string): void {
  writeSync(file, `${index} ${text.slice(0, LENGTH - 20)}`.padEnd(LENGTH), 0);
}

/** Reads which call is under way. */
export function readProgress(path: string): Progress {
  const words = readFileSync(path, 'utf8');
  const [index, ...text] = words.trim().split(' ');
  return { started: words.length >= LENGTH, index: Number(index), text: text.join(' ') };
}
