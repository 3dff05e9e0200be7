import type { Register } from '@thalweg/graph';
import { handOut } from '@thalweg/graph/engine';
import { sameShape, type Tensor } from '@thalweg/tensor';
import type { Fitting } from './fitting.ts';
import { resizedTensor } from './resized-tensor.ts';
import type { Saved } from './savable.ts';
import { StateError } from './state-error.ts';

const refuse = (_: unknown, refusal: () => StateError): never => {
  throw refusal();
};

/** Allows no difference, and notes nothing. */
const STRICT: Fitting = {
  resize: 'error',
  restored: () => {},
  initialized: refuse,
  dropped: refuse,
  resized: (_, __, refusal) => refuse(_, refusal),
  within: () => STRICT,
};

/**
 * Returns the registers of a part with their tensors in a state. A register without one keeps its value, if the fitting
 * allows that. Throws `StateError` if it does not, if a tensor is too many, or of another shape or dtype, by name.
 */
export function fittingTensors(
  part: string,
  registers: ReadonlyMap<string, Register>,
  saved: Saved,
  fitting: Fitting = STRICT,
): (readonly [register: Register, value: Tensor])[] {
  const pairs: (readonly [Register, Tensor])[] = [];
  for (const [name, register] of registers) {
    const value = fittingValue(part, name, register, saved, fitting);
    if (value !== undefined) pairs.push([register, value]);
  }
  for (const name of Object.keys(saved.tensors))
    if (!registers.has(name))
      fitting.dropped(
        name,
        () =>
          new StateError(
            part,
            'a state must be of the same model and optimizer',
            `a tensor '${name}' that it does not use`,
            `It keeps ${[...registers.keys()].join(', ')}. To leave others out, restore with { extra: 'drop' }.`,
          ),
      );
  return pairs;
}

function fittingValue(
  part: string,
  name: string,
  register: Register,
  { tensors }: Saved,
  fitting: Fitting,
): Tensor | undefined {
  const { shape, dtype } = register;
  const value = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
  if (value === undefined) {
    fitting.initialized(name, () => missing(part, name, tensors));
    return undefined;
  }
  const refusal = (advice: string) => (): StateError =>
    new StateError(
      part,
      `'${name}' must be ${dtype} ${sizes(shape)}`,
      `${value.dtype} ${sizes(value.shape)}`,
      `Build the model as it was when the state was kept${advice}.`,
    );
  if (dtype !== value.dtype || shape.length !== value.shape.length) throw refusal('')();
  if (sameShape(shape, value.shape)) {
    fitting.restored(name);
    return value;
  }
  const lost = value.shape.some((size, axis) => size > shape[axis]!) ? 'what is outside' : undefined;
  const change = { from: sizes(value.shape), to: sizes(shape), lost };
  const way = lost === undefined ? "pad it: { resize: 'lossless' }" : "slice it: { resize: 'lossy' }";
  fitting.resized(name, change, refusal(`, or restore it and ${way}`));
  return resizedTensor(value, handOut(register));
}

function missing(part: string, name: string, tensors: Saved['tensors']): StateError {
  return new StateError(
    part,
    `a state must have a tensor '${name}'`,
    `one with ${Object.keys(tensors).join(', ') || 'none'}`,
    "Build the model and the optimizer as they were when it was kept, or restore with { missing: 'initial' }.",
  );
}

function sizes(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
