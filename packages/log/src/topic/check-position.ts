import { misfitOf, printed } from '@thalweg/tensor/engine';
import {
  array,
  custom,
  integer,
  is,
  maxLength,
  maxValue,
  minLength,
  minValue,
  number,
  object,
  pipe,
  safeParse,
  string,
  tuple,
} from 'valibot';
import { isEpoch } from '../port/epochs.ts';
import { LogError } from '../port/log-error.ts';
import type { TopicPosition } from './topic-position.ts';
import { COUNT_WINDOW, PRODUCERS } from './topic-progress.ts';

/** A number of an entry, of a producer or of the log. */
const count = /* @__PURE__ */ pipe(number(), integer(), minValue(0), maxValue(Number.MAX_SAFE_INTEGER));

/** The longest name of a producer, in characters. */
const LONGEST_PRODUCER = 300;

const producer = /* @__PURE__ */ tuple([
  pipe(string(), minLength(1), maxLength(LONGEST_PRODUCER)),
  count,
  // So many counts are not looked through by a schema for each.
  custom<number[]>(isMissing, 'at most 1024 counts'),
  count,
]);

const progress = /* @__PURE__ */ object({
  epoch: custom<number>(isEpoch, 'an epoch from 0 to 2⁴⁸'),
  producers: pipe(array(producer), maxLength(PRODUCERS)),
});

const schema = /* @__PURE__ */ object({
  sequence: count,
  // A topic may have the name of a member of all objects, which a record of valibot leaves out.
  topics: custom(hasProgress, 'the progress of each topic'),
});

/** Checks a position, which may come from a file. Throws {@link LogError}. */
export function checkPosition(position: unknown): asserts position is TopicPosition | undefined {
  if (position === undefined) return;
  const misfit = misfitOf(safeParse(schema, position, { abortEarly: true }).issues);
  if (misfit === undefined) return;
  throw new LogError(
    'invalid',
    'readTopic',
    'a position must be one that a message or a dataset of these topics gave',
    misfit.path === '' ? printed(position) : `${misfit.given} as ${misfit.path}`,
    'Keep it as JSON, whole.',
  );
}

function hasProgress(topics: unknown): boolean {
  if (typeof topics !== 'object' || topics === null || Array.isArray(topics)) return false;
  return Object.values(topics).every(one => is(progress, one));
}

function isMissing(value: unknown): boolean {
  return (
    Array.isArray(value) && value.length <= COUNT_WINDOW && value.every(one => Number.isSafeInteger(one) && one > 0)
  );
}
