import { Pixels } from '@thalweg/data';
import { StateError, type Saved } from '@thalweg/train';
import { FEATURES } from '../backbone/backbone.ts';
import { type Example, MOST_EXAMPLES, THUMBNAIL } from './examples.ts';
import { MOST_CLASSES } from './head.ts';
import { LONGEST_NAME, type LessonClass, type LessonState } from './lesson-state.ts';

/** The bytes of a thumbnail. */
const BYTES = THUMBNAIL * THUMBNAIL * 3;

/** Returns a lesson as a part of a snapshot, with the digest of its backbone. */
export function keptLesson(state: LessonState, backbone: string): Saved {
  const { classes, examples, confusion, losses, steps, given } = state;
  const features = new Float32Array(examples.length * FEATURES);
  const thumbnails = new Uint8Array(examples.length * BYTES);
  examples.forEach((example, n) => {
    features.set(example.features, n * FEATURES);
    thumbnails.set(example.thumbnail.data, n * BYTES);
  });
  const [ids, slots] = [examples.map(({ id }) => id), examples.map(({ slot }) => slot)];
  const named = classes.map(({ slot, name }) => ({ slot, name }));
  return {
    tensors: {},
    values: { backbone, classes: named, ids, slots, confusion, losses, steps, given, features, thumbnails },
  };
}

/** Returns the lesson in a state. Throws `StateError` for one that was taught with another backbone, and for one that is none. */
export function lessonIn({ values }: Saved, backbone: string): LessonState {
  if (values['backbone'] !== backbone)
    throw new StateError(
      'lesson',
      'the file must be of the same backbone as this page',
      `a file of ${typeof values['backbone'] === 'string' ? values['backbone'].slice(0, 32) : 'none'}`,
      'Open it with the page that saved it.',
    );
  const { classes, ids, slots, features, thumbnails, confusion, losses, steps, given } = values;
  const isLesson =
    areClasses(classes) &&
    areCounts(ids) &&
    areCounts(slots) &&
    slots.length === ids.length &&
    ids.length <= MOST_CLASSES * MOST_EXAMPLES &&
    slots.every(slot => classes.some(one => one.slot === slot)) &&
    features instanceof Float32Array &&
    features.length === ids.length * FEATURES &&
    features.every(Number.isFinite) &&
    thumbnails instanceof Uint8Array &&
    thumbnails.length === ids.length * BYTES &&
    areCounts(confusion) &&
    confusion.length === MOST_CLASSES ** 2 &&
    Array.isArray(losses) &&
    losses.every(loss => typeof loss === 'number') &&
    areCounts([steps, given]);
  if (!isLesson)
    throw new StateError(
      'lesson',
      'the file must have classes and examples',
      'others',
      'Is it a file that this page saved?',
    );
  const examples = ids.map((id, n): Example => {
    const thumbnail = new Pixels([THUMBNAIL, THUMBNAIL, 3], thumbnails.slice(n * BYTES, (n + 1) * BYTES));
    return { id, slot: slots[n]!, thumbnail, features: features.slice(n * FEATURES, (n + 1) * FEATURES) };
  });
  return { classes, examples, confusion, losses: losses as number[], steps: steps as number, given: given as number };
}

function areCounts(values: unknown): values is number[] {
  return Array.isArray(values) && values.every(value => Number.isSafeInteger(value) && value >= 0);
}

function areClasses(values: unknown): values is LessonClass[] {
  if (!Array.isArray(values) || values.length > MOST_CLASSES) return false;
  const classes = values as readonly Partial<LessonClass>[];
  const isClass = ({ slot, name }: Partial<LessonClass>): boolean =>
    Number.isInteger(slot) &&
    slot! >= 0 &&
    slot! < MOST_CLASSES &&
    typeof name === 'string' &&
    name.length <= LONGEST_NAME;
  return (
    classes.every(one => one !== null && typeof one === 'object' && isClass(one)) &&
    new Set(classes.map(({ slot }) => slot)).size === classes.length
  );
}
