import { figuresIn, startProgram, type Ended, type Started } from '@thalweg/programs/program';

const main = new URL('../main.ts', import.meta.url);

/** The result that `--json` prints. */
export interface Figures {
  readonly testAccuracy: number;
  readonly finalLoss: number;
  readonly seconds: number;
  readonly examplesPerSecond: number;
  readonly steps: number;
}

/** Starts the program, as `npm start` does. */
export function startDigits(...options: readonly string[]): Started {
  return startProgram(main, options);
}

/** Runs the program to its end. */
export function runDigits(...options: readonly string[]): Promise<Ended> {
  return startProgram(main, options).ended;
}

/** Runs the program with `--json` and returns the object in its last line. */
export function figuresOf(...options: readonly string[]): Promise<Figures> {
  return figuresIn<Figures>(runDigits('--json', ...options));
}
