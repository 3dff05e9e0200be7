import type { Pixels } from '@thalweg/data';
import { foldIn, key, randomInteger, tensor } from '@thalweg/tensor';
import { FEATURES, SIDE } from '../backbone/backbone.ts';

/** The most classes that a lesson can have: the head has a column of weights for each. */
export const MOST_CLASSES = 8;

/** The most examples of a class: a further one takes the place of the oldest. */
export const MOST_EXAMPLES = 100;

/** The characters of the longest name of a class. */
export const LONGEST_NAME = 24;

/** The rows, and the columns, of a thumbnail. */
export const THUMBNAIL = SIDE / 2;

/** The examples of a step. */
const BATCH = 32;

/** A class of a lesson. */
export interface LessonClass {
  /** Its column in the head. */
  readonly slot: number;
  readonly name: string;
}

/**
 * A picture as the backbone describes it, with its class. The features are those that predicted the picture when it came, so
 * `cacheFeatures` would compute them again; and they are in the saved file, which has no pictures to compute them from.
 */
export interface Example {
  /** The number of examples that came before it. */
  readonly id: number;
  readonly slot: number;
  readonly thumbnail: Pixels;
  readonly features: Float32Array;
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

/** The classes of a new lesson, without examples. */
export const emptyLesson: LessonState = {
  classes: [0, 1].map(slot => ({ slot, name: `Class ${slot + 1}` })),
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
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  const all = sum(confusion);
  return all === 0 ? undefined : sum(confusion.filter((_, at) => at % (MOST_CLASSES + 1) === 0)) / all;
}

/**
 * Returns the batch of a step: examples drawn with replacement, each class as often as the others. What is drawn follows from the step
 * and the examples alone, so a lesson that was opened again learns on as it would have.
 */
export function drawBatch({ examples, steps }: Pick<LessonState, 'examples' | 'steps'>) {
  const slots = [...new Set(examples.map(({ slot }) => slot))].sort((a, b) => a - b);
  const bySlot = slots.map(slot => examples.filter(example => example.slot === slot));
  const drawn = Array.from({ length: BATCH }, (_, place) => {
    const own = bySlot[place % bySlot.length]!;
    return own[randomInteger(foldIn(foldIn(key(7), steps), place), 0, own.length)]!;
  });
  const features = new Float32Array(BATCH * FEATURES);
  drawn.forEach((example, row) => features.set(example.features, row * FEATURES));
  return {
    features: tensor(features, { shape: [BATCH, FEATURES] }),
    label: Int32Array.from(drawn, ({ slot }) => slot),
  };
}
