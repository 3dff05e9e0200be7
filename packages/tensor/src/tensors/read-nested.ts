import { ContractError, printed } from '../contracts/contract-error.ts';
import { allocate, type DType, type TypedArray } from './dtype.ts';
import type { Nested } from './nested.ts';
import { ShapeError } from './shape-error.ts';
import { sizeOf } from './shape.ts';

const DEEPEST = 64;

/** The sizes, the dtype and the elements of nested arrays; a lone number stays a number. */
export function readNested(
  values: Nested,
  dtype?: DType,
): { shape: number[]; dtype: DType; elements: TypedArray | number } {
  const shape: number[] = [];
  let first: Nested | undefined = values;
  for (; Array.isArray(first); first = first[0] as Nested | undefined) {
    if (shape.length === DEEPEST)
      throw new ShapeError(
        'tensor',
        [shape],
        `arrays must be nested at most ${DEEPEST} deep`,
        'Does one contain itself?',
      );
    shape.push(first.length);
  }
  const kind = dtype ?? (typeof first === 'boolean' ? 'bool' : 'float32');
  if (!Array.isArray(values)) return { shape, dtype: kind, elements: stored(numberOf(values), kind) };

  const elements = allocate(kind, sizeOf(shape));
  let position = 0;
  const read = (value: Nested, axis: number): void => {
    if (axis === shape.length) {
      if (Array.isArray(value)) throw ragged(axis, [], [value.length]);
      elements[position++] = stored(numberOf(value), kind);
      return;
    }
    if (!Array.isArray(value)) throw ragged(axis, [shape[axis]!], (numberOf(value), []));
    if (value.length !== shape[axis]) throw ragged(axis, [shape[axis]!], [value.length]);
    for (const inner of value as readonly Nested[]) read(inner, axis + 1);
  };
  read(values, 0);
  return { shape, dtype: kind, elements };
}

function numberOf(value: unknown): number {
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
  throw new ContractError('tensor', 'elements must be numbers or booleans, in arrays', printed(value), adviceOn(value));
}

function adviceOn(value: unknown): string {
  if (value === undefined || value === null) return 'Fill it in, or leave it out.';
  return ArrayBuffer.isView(value) ? 'Try tensor(data, { shape }).' : 'Convert it first, as by Number(…).';
}

function ragged(axis: number, first: number[], found: number[]): ShapeError {
  return new ShapeError(
    'tensor',
    [first, found],
    `the rows along axis ${axis} must be equally long`,
    'Pad or cut the rows to one length.',
  );
}

/** A number as a dtype keeps it. Reals are rounded; what an int32 or a bool cannot hold is an error, not a surprise. */
export function stored(value: number, dtype: DType): number {
  switch (dtype) {
    case 'float64':
      return value;
    case 'float32':
      return Math.fround(value);
    case 'int32':
      if (value === (value | 0)) return value | 0;
      throw unfit(value, 'int32 elements must be whole numbers from −2³¹ to 2³¹ − 1', 'Round it, or ask for float32.');
    case 'bool':
      if (value === 0 || value === 1) return value;
      throw unfit(value, 'bool elements must be true, false, 0 or 1', 'Compare it with 0, or scale bytes: byte / 255.');
  }
}

function unfit(value: number, requirement: string, advice: string): ContractError {
  return new ContractError('tensor', requirement, String(value), advice);
}
