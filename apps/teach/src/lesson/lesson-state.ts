import type { Example } from './examples.ts';
import { MOST_CLASSES } from './head.ts';

/** A class of a lesson. */
export interface LessonClass {
  /** Its column in the head. */
  readonly slot: number;
  readonly name: string;
}

/** What a lesson is at a moment. */
export interface LessonState {
  readonly classes: readonly LessonClass[];
  readonly examples: readonly Example[];
  /** How often an example of a class (row) was taken for a class (column), before it was learned. */
  readonly confusion: readonly number[];
  /** The losses of the last steps. */
  readonly losses: readonly number[];
  readonly steps: number;
  /** The number of examples that have been given. */
  readonly given: number;
}

/** The characters of the longest name of a class. */
export const LONGEST_NAME = 24;

/** The classes of a new lesson, without examples. */
export const emptyLesson: LessonState = {
  classes: [
    { slot: 0, name: 'Class 1' },
    { slot: 1, name: 'Class 2' },
  ],
  examples: [],
  confusion: Array.from({ length: MOST_CLASSES ** 2 }, () => 0),
  losses: [],
  steps: 0,
  given: 0,
};

/** Returns true if two classes have examples. */
export function canLearn({ examples }: LessonState): boolean {
  return examples.some(({ slot }) => slot !== examples[0]!.slot);
}

/** Returns the share of examples that were taken for what they are before they were learned; undefined without any. */
export function accuracyOf({ confusion }: LessonState): number | undefined {
  const all = confusion.reduce((sum, count) => sum + count, 0);
  const hits = confusion.reduce((sum, count, at) => (at % (MOST_CLASSES + 1) === 0 ? sum + count : sum), 0);
  return all === 0 ? undefined : hits / all;
}
