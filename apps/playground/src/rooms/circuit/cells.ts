import { read, type Input } from '@thalweg/graph';
import { tensor, type Shape } from '@thalweg/tensor';
import type { NamedCircuit } from './named-circuit.ts';

/** An input’s sizes, which are all numbers. */
export function sizesOf({ shape }: Input<Shape, 'float64'>): readonly number[] {
  return shape as readonly number[];
}

/** Returns the names of an input’s elements, row by row: x itself for a number, x1, x2 for a vector, W11, W12 for a matrix. */
export function cellsOf(name: string, sizes: readonly number[]): readonly string[] {
  return sizes.reduce<readonly string[]>(
    (names, size) => names.flatMap(one => Array.from({ length: size }, (_, index) => `${one}${index + 1}`)),
    [name],
  );
}

/** Returns the names of an input’s elements in rows: one row for a vector. */
export function rowsOf(name: string, input: Input<Shape, 'float64'>): readonly (readonly string[])[] {
  const sizes = sizesOf(input);
  const [cells, columns] = [cellsOf(name, sizes), sizes.at(-1) ?? 1];
  return Array.from({ length: cells.length / columns }, (_, row) => cells.slice(row * columns, (row + 1) * columns));
}

/** Returns the name of an input’s element at an index. */
export function cellName(name: string, index: readonly number[]): string {
  return `${name}${index.map(one => one + 1).join('')}`;
}

/** Returns the current elements of all inputs, by their names. */
export function readCells({ inputs }: NamedCircuit): ReadonlyMap<string, number> {
  return new Map(
    [...inputs].flatMap(([name, input]) => {
      const { data } = read(input);
      return cellsOf(name, sizesOf(input)).map((cell, index) => [cell, data[index]!] as const);
    }),
  );
}

/** Sets one element of an input. */
export function writeCell({ inputs }: NamedCircuit, cell: string, value: number): void {
  for (const [name, input] of inputs) {
    const at = cellsOf(name, sizesOf(input)).indexOf(cell);
    if (at >= 0) setCells(input, [...read(input).data].with(at, value));
  }
}

/** Sets all elements of an input. */
export function setCells(input: Input<Shape, 'float64'>, elements: readonly number[]): void {
  input.set(tensor(Float64Array.from(elements), { shape: sizesOf(input) }));
}
