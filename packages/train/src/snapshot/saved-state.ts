import type { Register } from '@thalweg/graph';
import { handOut } from '@thalweg/graph/author';
import { sameShape, Tensor } from '@thalweg/tensor';
import type { Fitting } from './fitting.ts';
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
            `It keeps ${someOf([...registers.keys()])}. To leave others out, restore with { extra: 'drop' }.`,
          ),
      );
  return pairs;
}

/** Returns names as a text; of many the first ones, and how many more there are. */
function someOf(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return more > 0 ? `${names.slice(0, SHOWN).join(', ')} and ${more} more` : names.join(', ');
}

const SHOWN = 12;

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

/**
 * Returns a tensor of the shape of `now`: the elements of `saved` in the places that both have, and those of `now` in the
 * others. Both have as many axes, at least one.
 */
function resizedTensor(saved: Tensor, now: Tensor): Tensor {
  const data = now.data.slice();
  /** Copies a block. Rows are counted in the tensors’ own lengths of the axes before. */
  const copy = (axis: number, from: number, to: number): void => {
    const [given, wanted] = [saved.shape[axis]!, now.shape[axis]!];
    const both = Math.min(given, wanted);
    if (axis + 1 === now.shape.length)
      return data.set(saved.data.subarray(from * given, from * given + both), to * wanted);
    for (let i = 0; i < both; i++) copy(axis + 1, from * given + i, to * wanted + i);
  };
  copy(0, 0, 0);
  return new Tensor(now.shape, now.dtype, data);
}

/** Returns true for an object with names, unlike a list and a typed array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** Returns the beginning of a plain value as JSON, for errors. */
export function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 100);
}
