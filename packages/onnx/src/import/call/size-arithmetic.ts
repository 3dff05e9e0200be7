import * as graph from '@thalweg/graph';
import { constant, type Node, read } from '@thalweg/graph';
import { normalSize, productOfSizes, sizeTerms, sumOfSizes } from '@thalweg/graph/wires';
import { sizeOf, type Sizes } from '@thalweg/tensor';

/** A size: fixed, or a name for one that is known in a pass, as `batch`, `batch*2` or `time+1`, in the one form that graph gives it. */
export type Size = number | string;

/** A product of a fixed factor and names. */
interface Factors {
  readonly fixed: number;
  readonly names: readonly string[];
}

/** The most names of a product that are taken apart. */
const MOST_NAMES = 64;

/** The fixed factor of a size, and its names; a size that is no product of a few names is one name. */
export function factorsOf(size: Size): Factors {
  if (typeof size === 'number') return { fixed: size, names: [] };
  const [term, ...others] = productsIn(size) ?? [];
  return term === undefined || others.length > 0 ? { fixed: 1, names: [size] } : term;
}

/** The products that a size is the sum of; nothing if one has too many names. */
function productsIn(size: Size): readonly Factors[] | undefined {
  const terms = [...sizeTerms(size).values()];
  const counts = terms.map(({ factors }) => [...factors.values()].reduce((sum, exponent) => sum + exponent, 0));
  if (counts.some(count => count > MOST_NAMES)) return undefined;
  return terms.map(({ times, factors }) => ({
    fixed: times,
    names: [...factors].flatMap(([name, exponent]) => new Array<string>(exponent).fill(name)),
  }));
}

/** Returns the product of sizes. Throws `ShapeError` for one that is too large. */
export function productOf(sizes: readonly Size[]): Size {
  return normalSize('the size', productOfSizes(sizes));
}

/** Returns a size over another one; nothing if no name says what that is. */
export function quotientOf(size: Size, by: Size): Size | undefined {
  if (typeof size === 'number' && typeof by === 'number') return Math.trunc(size / by);
  const [above, below] = areWhole(size, by) ? [productsIn(size), productsIn(by)] : [];
  const [first, ...others] = below ?? [];
  if (above === undefined || first === undefined) return undefined;
  const parts = above.map(product => productQuotient(product, first));
  if (others.length > 0) return parts.find(part => part !== undefined && productOf([part, by]) === size);
  return parts.every(part => part !== undefined) ? normalSize('the size', sumOfSizes(parts)) : undefined;
}

function productQuotient(above: Factors, below: Factors): Size | undefined {
  const names = [...above.names];
  for (const name of below.names) {
    const place = names.indexOf(name);
    if (place < 0) return undefined;
    names.splice(place, 1);
  }
  const fixed = above.fixed / below.fixed;
  return Number.isInteger(fixed) ? productOf([...names, fixed]) : undefined;
}

/** Returns the sum of two sizes; nothing for a name and a fraction. */
export function sumOf(a: Size, b: Size): Size | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  return areWhole(a, b) ? normalSize('the size', sumOfSizes([a, b])) : undefined;
}

/** Returns the difference of two sizes; nothing if no name says what that is. */
export function differenceOf(a: Size, b: Size): Size | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (!areWhole(a, b)) return undefined;
  const negative = typeof b === 'number' ? -b : productOf([b, -1]);
  const left = normalSize('the size', sumOfSizes([a, negative]));
  const isLess = typeof left === 'string' && [...sizeTerms(left).values()].some(({ times }) => times < 0);
  return isLess ? undefined : left;
}

function areWhole(...sizes: readonly Size[]): boolean {
  return sizes.every(size => typeof size === 'string' || Number.isInteger(size));
}

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

/** True for a constant that is computed at once, from at most so many elements and without a scan. */
export function isQuick(node: Node, most: number = MOST_BELOW): boolean {
  const found = new Set([node]);
  let elements = 0;
  for (const { shape, inputs, operation } of found) {
    elements += 1 + sizeOf(shape as Sizes);
    if (!(elements <= most) || operation?.name === 'scan') return false;
    for (const input of inputs) found.add(input);
  }
  return true;
}

/** True for a value that depends on constants only. */
export function isConstant(node: Node): boolean {
  return node.circuit === undefined && node.shape.every(size => typeof size === 'number');
}

/** Returns a size as an int32 that each pass computes; `likes` have the axes of the names. */
export function sizeNode(size: Size, likes: readonly Node[]): Node {
  const count = (name: string): Node => graph.sum(graph.full([name], 1, { like: likes, dtype: 'int32' })) as Node;
  if (typeof size === 'number') return constant(size, { dtype: 'int32' }) as Node;
  // An axis may have the name of a product.
  if (likes.some(({ shape }) => shape.includes(size))) return count(size);
  const { fixed, names } = factorsOf(size);
  return names.map(count).reduce((product, next) => graph.mul(product, next) as Node, sizeNode(fixed, likes));
}
