import { ContractError } from '../contract-error.ts';
import { allocate, type DType, type TypedArray } from '../dtype.ts';
import type { Nested } from '../nested.ts';
import { printed } from '../options/printed.ts';
import { sizeOf } from '../shape.ts';
import { ShapeError } from '../shape-error.ts';
import { stored } from './stored.ts';

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
