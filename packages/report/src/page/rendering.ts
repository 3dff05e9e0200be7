import { UNNAMED } from '../runs/by-name.ts';
import { RUN_COLOURS } from './palette.ts';

/** The dashes of further runs with the same colours. */
const DASHES = ['none', '8 3', '2 3', '8 3 2 3'] as const;

/** State that the sections of one report share while it is written. */
export class Rendering {
  readonly document: Document;
  readonly #runs: readonly string[];
  #sections = 0;

  constructor(document: Document, runs: readonly string[]) {
    this.document = document;
    this.#runs = runs;
  }

  /** Returns a name for the parts of a section that no other section has. */
  nextName(): string {
    return `section-${++this.#sections}`;
  }

  /** Returns the dashes of the line of a run. */
  dashesOf(run: string): string {
    const round = Math.floor(Math.max(0, this.#runs.indexOf(run)) / RUN_COLOURS);
    return DASHES[round % DASHES.length]!;
  }

  /** Returns the number of the colour of a run. Among runs with names, one without has the last colour, a grey. */
  colourOf(run: string): number {
    if (run === UNNAMED) return this.#runs.length === 0 ? 0 : RUN_COLOURS - 1;
    return Math.max(0, this.#runs.indexOf(run)) % RUN_COLOURS;
  }
}
