import type { Position } from '@thalweg/data';
import { feed, read, type Register } from '@thalweg/graph';
import { handOut } from '@thalweg/graph/engine';
import { sameShape, type Tensor } from '@thalweg/tensor';
import type { Progress } from '../progress.ts';
import { registersByName } from '../registers-by-name.ts';
import { epochAt, type StepRecord } from '../step-record.ts';
import type { Json, Savable, Saved } from './savable.ts';
import { StateError } from './state-error.ts';

/** Stands for the position in a state whose records came from a source without one. */
const PUSHED = 'unknown: records were pushed';

/** Returns the state of a training: all its registers by name, and the position of its reading. */
export function keepTraining(part: string, progress: Progress): Savable {
  const registers = registersByName(progress);
  return {
    save: () => ({
      tensors: Object.fromEntries([...registers].map(([name, register]) => [name, handOut(register)])),
      values: {
        position: (positionOf(progress) ?? (progress.last === undefined ? null : PUSHED)) as Json,
        last: lastOf(progress),
      },
    }),
    prepare: saved => {
      const pairs = [...registers].map(([name, register]) => [register, fitting(part, name, register, saved)] as const);
      for (const name of Object.keys(saved.tensors))
        if (!registers.has(name))
          throw new StateError(
            part,
            'a state must be of the same model and optimizer',
            `a tensor '${name}' that it does not use`,
            `It keeps ${[...registers.keys()].join(', ')}.`,
          );
      const start = positionIn(part, saved);
      return () => {
        feed(...pairs);
        progress.start = progress.position = progress.next = start;
        progress.last = lastIn(saved, progress);
      };
    },
  };
}

/** Returns the position of the reading after the step that last moved the registers, which may not be emitted yet. */
function positionOf({ step, last, position, next }: Progress): Position | undefined {
  return read(step.register!).item() === (last?.step ?? 0) ? position : next;
}

/** Returns the record of the last step, without its validation. */
function lastOf({ last }: Progress): Json {
  if (last === undefined) return null;
  const { step, epoch, loss, metrics } = last;
  return { step, epoch, loss, metrics };
}

/**
 * Returns the record of the last step in a state. Its epoch follows from the position, if that belongs to this step: states
 * of former versions have epochs from 0 in their records.
 */
function lastIn({ values }: Saved, { step, start }: Progress): StepRecord | undefined {
  const last = values['last'] as unknown as StepRecord | null | undefined;
  if (last === null || last === undefined || read(step.register!).item() !== last.step) return last ?? undefined;
  return { ...last, epoch: epochAt(start) };
}

function fitting(part: string, name: string, { shape, dtype }: Register, { tensors }: Saved): Tensor {
  const value = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
  if (value === undefined)
    throw new StateError(
      part,
      `a state must have a tensor '${name}'`,
      `one with ${Object.keys(tensors).join(', ') || 'none'}`,
      'Build the model and the optimizer as they were when it was kept.',
    );
  if (!sameShape(shape, value.shape) || dtype !== value.dtype)
    throw new StateError(
      part,
      `'${name}' must be ${dtype} [${shape.join(', ')}]`,
      `${value.dtype} [${value.shape.join(', ')}]`,
      'Build the model as it was when the state was kept.',
    );
  return value;
}

function positionIn(part: string, { values }: Saved): Position | undefined {
  const { position } = values as { position?: Position | typeof PUSHED | null };
  if (position === null || position === PUSHED) return undefined;
  if (!Number.isSafeInteger(position?.epoch) || !Number.isSafeInteger(position?.index))
    throw new StateError(
      part,
      'a state must have a position',
      JSON.stringify(position),
      'Give the state of a training.',
    );
  return position;
}
