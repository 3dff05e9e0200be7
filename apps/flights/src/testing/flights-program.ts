import { figuresIn, startProgram, type Ended, type Started } from '@thalweg/programs/program';
import type { Result } from '../run.ts';

const main = new URL('../main.ts', import.meta.url);

/** Starts the program, as `npm run flights` does. */
export function startFlights(...options: readonly string[]): Started {
  return startProgram(main, options);
}

/** Runs the program to its end. */
export function runFlights(...options: readonly string[]): Promise<Ended> {
  return startProgram(main, options).ended;
}

/** Runs the program with `--json` and returns the object in its last line. */
export function figuresOf(...options: readonly string[]): Promise<Result> {
  return figuresIn<Result>(runFlights('--json', ...options));
}
