import type { DType, Shape } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import type { Circuit } from '../frame/circuit.ts';
import { Node } from '../node/node.ts';
import { Cell } from '../wire/cell.ts';

/** The value that a placeholder stands for. */
interface PlaceholderParts {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly circuit?: Circuit | undefined;
}

/** A source in the body of a scan. Outside of the scan it has no value, only an error that says so. */
export function placeholder({ name, shape, dtype, circuit }: PlaceholderParts): Node {
  const cell = new Cell(dtype);
  cell.fail(
    new GraphError(
      name,
      'a value inside of a scan must be read by its outputs',
      'a reader outside',
      'Return it from the cell, as a part of the output.',
    ),
  );
  return new Node({ name, shape, dtype, circuit, cell });
}
