import { read, type Node } from '@thalweg/graph';
import { sizeOf, type Sizes } from '@thalweg/tensor';
import type { Size } from './size-arithmetic.ts';

/** The elements of a value that has one axis or none, as far as sizes of the model's inputs say them. */
export interface Contents {
  readonly shape: readonly number[];
  readonly items: readonly Size[];
}

/** So many elements are looked at. */
const MOST = 1024;

/** Keeps the elements of values that are computed from sizes. */
export class KnownContents {
  readonly #known = new WeakMap<Node, Contents>();

  /** Notes the elements of a value. */
  note(node: Node, contents: Contents): void {
    this.#known.set(node, contents);
  }

  /** Returns the elements of a value, if they are noted, or if it is a short constant. */
  of(node: Node): Contents | undefined {
    const noted = this.#known.get(node);
    if (noted !== undefined || !isConstant(node) || node.shape.length > 1) return noted;
    if (sizeOf(node.shape as Sizes) > MOST || !isQuick(node)) return undefined;
    const { shape, data } = read(node);
    return { shape: shape as Sizes, items: Array.from(data) };
  }
}

/** A constant is computed while the circuit is built if it depends on so many elements at most. */
const MOST_BELOW = 2 ** 22;

/** True for a constant that is computed at once, from little and without a scan. */
export function isQuick(node: Node): boolean {
  const found = new Set([node]);
  let elements = 0;
  for (const { shape, inputs, rule } of found) {
    elements += 1 + sizeOf(shape as Sizes);
    if (!(elements <= MOST_BELOW) || rule?.name === 'scan') return false;
    for (const input of inputs) found.add(input);
  }
  return true;
}

/** True for a value that depends on constants only. */
export function isConstant(node: Node): boolean {
  return node.circuit === undefined && node.shape.every(size => typeof size === 'number');
}
