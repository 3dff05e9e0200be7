import type { Offset } from '@thalweg/data';
import { feed, read } from '@thalweg/graph';
import { handOut } from '@thalweg/graph/author';
import type { Progress, StepRecord } from '../passes/progress.ts';
import { epochAt } from '../passes/take-records.ts';
import { registersByName } from '../passes/registers.ts';
import { fittingTensors, isRecord, shown } from './saved-state.ts';
import type { Json, Savable, Saved } from './savable.ts';
import { StateError } from './state-error.ts';

/** Stands for the offset in a state whose records came from a source without one. */
const PUSHED = 'unknown: records were pushed';

/** Returns the state of a training: all its registers by name, and its offset in the data. */
export function keepTraining(part: string, progress: Progress): Savable {
  const registers = registersByName(progress);
  return {
    save: () => ({
      tensors: Object.fromEntries([...registers].map(([name, register]) => [name, handOut(register)])),
      values: valuesOf(progress),
    }),
    prepare: (saved, fitting) => {
      const pairs = fittingTensors(part, registers, saved, fitting);
      checkStep(part, progress, saved);
      const start = offsetIn(part, saved);
      const last = recordIn(part, saved);
      return () => {
        feed(...pairs);
        progress.start = progress.offset = progress.next = start;
        progress.last = lastOn(last, progress);
      };
    },
  };
}

/** Returns what the state of a training has besides its registers. */
export function valuesOf(progress: Progress): Saved['values'] {
  const pushed = progress.last === undefined ? null : PUSHED;
  return { position: (offsetOf(progress) ?? pushed) as Json, last: lastOf(progress) };
}

/** Returns the offset in the data after the step that last moved the registers, which may not be emitted yet. */
function offsetOf({ step, last, offset, next }: Progress): Offset | undefined {
  return read(step.register!).item() === (last?.step ?? 0) ? offset : next;
}

/** Returns the record of the last step, without its validation. */
function lastOf({ last }: Progress): Json {
  if (last === undefined) return null;
  const { step, epoch, loss, metrics } = last;
  return { step, epoch, loss, metrics };
}

/** Returns the record of the last step in a state. Throws `StateError` if it is none. */
function recordIn(part: string, { values }: Saved): StepRecord | undefined {
  const { last } = values;
  if (last === null || last === undefined) return undefined;
  if (isRecord(last)) {
    const { step, epoch, loss, metrics } = last;
    const numbers = isRecord(metrics) && Object.values(metrics).every(metric => typeof metric === 'number');
    if (isCount(step) && isCount(epoch) && typeof loss === 'number' && numbers) return last as unknown as StepRecord;
  }
  throw new StateError(
    part,
    'the last record of a state must have a step, an epoch, a loss and metrics',
    shown(last),
    'Give the state of a training.',
  );
}

/**
 * Returns the record of the last step. Its epoch follows from the offset, if that belongs to this step: states of former
 * versions have epochs from 0 in their records.
 */
function lastOn(last: StepRecord | undefined, { step, start }: Progress): StepRecord | undefined {
  if (last === undefined || read(step.register!).item() !== last.step) return last;
  return { ...last, epoch: epochAt(start) };
}

/** Throws if the number of the step in a state is none. Its shape and dtype are right. */
function checkStep(part: string, { step }: Progress, { tensors }: Saved): void {
  const given = tensors[step.register!.name]?.item() ?? 0;
  if (!isCount(given))
    throw new StateError(
      part,
      'the step of a state must be a whole number of at least 0',
      String(given),
      'Give the state of a training.',
    );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function offsetIn(part: string, { values: { position } }: Saved): Offset | undefined {
  if (position === null || position === PUSHED) return undefined;
  if (isRecord(position)) {
    const { epoch, index, place } = position as Partial<Offset>;
    if (isCount(epoch) && isCount(index)) return place === undefined ? { epoch, index } : { epoch, index, place };
  }
  throw new StateError(part, 'a state must have a position', shown(position), 'Give the state of a training.');
}
