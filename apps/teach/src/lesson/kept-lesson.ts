import { Pixels } from '@thalweg/data';
import { type Plain, type Saved, StateError } from '@thalweg/train';
import { FEATURES } from '../backbone/backbone.ts';
import { LONGEST_NAME, type LessonState, MOST_CLASSES, MOST_EXAMPLES, THUMBNAIL } from './lesson-state.ts';

/** Returns a lesson as a part of a snapshot, with the mark of its backbone. */
export function keptLesson({ examples, ...state }: LessonState, mark: Float32Array): Saved {
  const kept = examples.map(({ thumbnail, ...example }) => ({ ...example, thumbnail: thumbnail.data }));
  return { tensors: {}, values: { ...state, mark, examples: kept } as unknown as Record<string, Plain> };
}

/** Returns the lesson in a state. Throws `StateError` for one that was taught with another backbone, and for one that is none. */
export function lessonIn({ values }: Saved, mark: Float32Array): LessonState {
  const { mark: taught, classes, examples, confusion, losses, steps, given } = values;
  // The interpreter, which computes where WebAssembly is forbidden, rounds otherwise.
  const isOf = (value: number, n: number): boolean => Math.abs(value - mark[n]!) < 1e-3 * (1 + Math.abs(value));
  if (!areNumbers(taught, FEATURES) || !taught.every(isOf))
    throw new StateError(
      'lesson',
      'the file must be of the same backbone as this page',
      'that of another',
      'Open it with the page that saved it.',
    );
  const isLesson =
    areItems(classes, MOST_CLASSES) &&
    classes.every(({ slot, name }) => isSlot(slot) && typeof name === 'string' && name.length <= LONGEST_NAME) &&
    new Set(classes.map(({ slot }) => slot)).size === classes.length &&
    areItems(examples, MOST_CLASSES * MOST_EXAMPLES) &&
    examples.every(
      ({ id, slot, features, thumbnail }) =>
        isCount(id) &&
        classes.some(one => one.slot === slot) &&
        areNumbers(features, FEATURES) &&
        thumbnail instanceof Uint8Array &&
        thumbnail.length === THUMBNAIL ** 2 * 3,
    ) &&
    Array.isArray(confusion) &&
    confusion.length === MOST_CLASSES ** 2 &&
    confusion.every(isCount) &&
    isCount(steps) &&
    isCount(given) &&
    Array.isArray(losses) &&
    losses.every(Number.isFinite);
  if (!isLesson)
    throw new StateError('lesson', 'the file must have classes and examples', 'others', 'Did this page save it?');
  const opened = examples.map(({ id, slot, features, thumbnail }) => {
    return { id, slot, features, thumbnail: new Pixels([THUMBNAIL, THUMBNAIL, 3], thumbnail as Uint8Array) };
  });
  return { classes, examples: opened, confusion, losses, steps, given } as unknown as LessonState;
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

const isSlot = (value: unknown): boolean => isCount(value) && (value as number) < MOST_CLASSES;

const areNumbers = (value: unknown, length: number): value is Float32Array =>
  value instanceof Float32Array && value.length === length && value.every(Number.isFinite);

const areItems = (value: unknown, most: number): value is Record<string, unknown>[] =>
  Array.isArray(value) && value.length <= most && value.every(item => typeof item === 'object' && item !== null);
