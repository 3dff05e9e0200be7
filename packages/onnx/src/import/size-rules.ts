import type { Contents } from './contents.ts';
import { differenceOf, productOf, quotientOf, sumOf, type Size } from './size-arithmetic.ts';
import type { OnnxCall } from './onnx-call.ts';

/** The elements of the output of an operator, from those of its inputs; nothing if they are not known. */
type SizeRule = (inputs: readonly (Contents | undefined)[], call: OnnxCall) => Contents | undefined;

const vector = (items: readonly Size[]): Contents => ({ shape: [items.length], items });

function allOf(inputs: readonly (Contents | undefined)[]): readonly Contents[] | undefined {
  return inputs.every(one => one !== undefined) ? inputs : undefined;
}

/** Element by element; one element goes with any number. */
const each =
  (apply: (...items: Size[]) => Size | undefined): SizeRule =>
  given => {
    const inputs = allOf(given);
    if (inputs === undefined) return undefined;
    const count = Math.max(...inputs.map(({ items }) => items.length));
    if (inputs.some(({ items }) => items.length !== count && items.length !== 1)) return undefined;
    const items = Array.from({ length: count }, (_, n) => apply(...inputs.map(one => one.items[one.items.length === 1 ? 0 : n]!))); // prettier-ignore
    const rank = Math.max(...inputs.map(({ shape }) => shape.length));
    return items.every(item => item !== undefined) ? { shape: rank === 0 ? [] : [count], items } : undefined;
  };

/** The same elements with one axis or none. */
function formed(x: Contents | undefined, rank: number): Contents | undefined {
  if (x === undefined || rank > 1) return undefined;
  if (rank === 1) return vector(x.items);
  return x.items.length === 1 ? { shape: [], items: x.items } : undefined;
}

const unchanged: SizeRule = ([x]) => x;

function gathered([x, at]: readonly (Contents | undefined)[]): Contents | undefined {
  if (x === undefined || at === undefined) return undefined;
  const items = at.items.map(place => (typeof place === 'number' ? x.items.at(place) : undefined));
  return items.every(item => item !== undefined) ? { shape: at.shape, items } : undefined;
}

function sliced([x]: readonly (Contents | undefined)[], call: OnnxCall): Contents | undefined {
  if (x === undefined) return undefined;
  const [from, to] = [call.either('starts', 1)?.[0], call.either('ends', 2)?.[0]];
  return (call.numbers(4)?.[0] ?? 1) === 1 ? vector(x.items.slice(from, to)) : undefined;
}

function concatenated(given: readonly (Contents | undefined)[]): Contents | undefined {
  const inputs = allOf(given);
  return inputs && vector(inputs.flatMap(({ items }) => items));
}

function multiplied(a: Size, b: Size): Size | undefined {
  const isWhole = [a, b].every(size => typeof size === 'string' || (Number.isInteger(size) && size >= 0));
  return isWhole ? productOf([a, b]) : undefined;
}

/** A name is no number below 0, as those that stand for "as it is". */
function equal(a: Size, b: Size): Size | undefined {
  if (typeof a === typeof b) return typeof a === 'number' ? Number(a === b) : a === b ? 1 : undefined;
  const fixed = typeof a === 'number' ? a : b;
  return (fixed as number) < 0 ? 0 : undefined;
}

const chosen = (holds: Size, a: Size, b: Size): Size | undefined =>
  typeof holds === 'number' ? (holds === 0 ? b : a) : undefined;

/** Rules of operators that compute sizes from sizes. */
export const sizeRules: Readonly<Record<string, SizeRule>> = {
  Identity: unchanged,
  Cast: unchanged,
  Squeeze: ([x]) => formed(x, 0),
  Unsqueeze: ([x]) => formed(x, (x?.shape.length ?? 1) + 1),
  Reshape: ([x, shape]) => formed(x, shape?.items.length ?? 2),
  Gather: gathered,
  Slice: sliced,
  Concat: concatenated,
  Mul: each(multiplied),
  Div: each(quotientOf),
  Add: each(sumOf),
  Sub: each(differenceOf),
  Equal: each(equal),
  Where: each(chosen),
  ReduceProd: ([x]) => x && { shape: x.shape.length === 0 ? [] : [1], items: [productOf(x.items)] },
};
