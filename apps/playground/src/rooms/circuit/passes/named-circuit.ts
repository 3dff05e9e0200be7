import { type Input, type Node, read } from '@thalweg/graph';
import { type Shape, tensor } from '@thalweg/tensor';

/** A circuit with a name for each of its nodes. */
export interface NamedCircuit {
  /** The expression that it was built from; undefined for an example that was built from nodes. */
  readonly text: string | undefined;
  readonly root: Node;
  /** The inputs, in order of their first use. */
  readonly inputs: ReadonlyMap<string, Input<Shape, 'float64'>>;
  /** Inputs and operations in topological order. Constants are part of the operations that read them. */
  readonly nodes: readonly Node[];
  readonly names: ReadonlyMap<Node, string>;
}

/** Returns the inputs and operations that a root depends on, in topological order, without constants. */
export function nodesOf(root: Node): readonly Node[] {
  const found = new Set<Node>();
  const visit = (node: Node): void => {
    if (found.has(node) || (node.circuit === undefined && node.inputs.length === 0)) return;
    for (const one of node.inputs) visit(one);
    found.add(node);
  };
  visit(root);
  return [...found];
}

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
