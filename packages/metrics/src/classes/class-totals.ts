import { allocate } from '@thalweg/tensor';
/** The sums of a confusion matrix: of its rows, of its columns, of the diagonal, and of all. */
export interface ClassTotals {
  readonly hits: Float64Array;
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
  readonly right: number;
  readonly all: number;
}

/** Adds up the rows and columns of a confusion matrix. */
export function classTotals(matrix: Float64Array, classes: number): ClassTotals {
  const [hits, actual, predicted] = [0, 0, 0].map(() => allocate('float64', classes)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  matrix.forEach((weight, cell) => {
    const row = Math.floor(cell / classes);
    const column = cell % classes;
    actual[row]! += weight;
    predicted[column]! += weight;
    if (row === column) hits[row] = weight;
  });
  return { hits, actual, predicted, right: sum(hits), all: sum(actual) };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
