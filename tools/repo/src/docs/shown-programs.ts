import { programsIn } from './blocks.ts';
import { guides, sources } from './documents.ts';
import { examplesIn } from './examples.ts';
import type { Program } from './program.ts';

// Its programs train for half a minute: tables.full.test.ts runs them, each in a process of its own.
const elsewhere = 'docs/tables.md';

/** Returns the programs of all guides, and the examples of all docstrings. */
export function shownPrograms(): Program[] {
  return [
    ...guides()
      .filter(({ path }) => path !== elsewhere)
      .flatMap(programsIn),
    ...sources().flatMap(examplesIn),
  ];
}
