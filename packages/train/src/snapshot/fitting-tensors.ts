import type { Register } from '@thalweg/graph';
import { sameShape, type Tensor } from '@thalweg/tensor';
import type { Saved } from './savable.ts';
import { StateError } from './state-error.ts';

/**
 * Returns the registers of a part with their tensors in a state. Throws `StateError` if a tensor is missing, too many, or of
 * another shape or dtype, by name.
 */
export function fittingTensors(
  part: string,
  registers: ReadonlyMap<string, Register>,
  saved: Saved,
): (readonly [register: Register, value: Tensor])[] {
  const pairs = [...registers].map(([name, register]) => [register, fitting(part, name, register, saved)] as const);
  for (const name of Object.keys(saved.tensors))
    if (!registers.has(name))
      throw new StateError(
        part,
        'a state must be of the same model and optimizer',
        `a tensor '${name}' that it does not use`,
        `It keeps ${[...registers.keys()].join(', ')}.`,
      );
  return pairs;
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
