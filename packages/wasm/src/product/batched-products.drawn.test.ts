import { takenRows } from '@thalweg/drawn';
import { broadcastLike, input, matmul, transpose, type Node, type Source } from '@thalweg/graph';
import { sizeOf, stridesOf, tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import type { ExplainedPlan } from '../planning/explained.ts';
import { numbers, passOf } from '../testing/both-ways.ts';
import { wasm } from '../wasm.ts';

/** A factor as a product sees it, and the order of its axes in memory: that of the transposition that leads back. */
interface Factor {
  readonly shape: Sizes;
  /** The axes as they are stored; in the order of the shape by default. */
  readonly stored?: readonly number[] | undefined;
}

/** A source that is stored in another order than it is seen in. */
function factor(name: string, { shape, stored = shape.map((_, axis) => axis) }: Factor) {
  const lying = stored.map(axis => shape[axis]!);
  const values = tensor(Float32Array.from(numbers(sizeOf(shape))), { shape: lying });
  const source = input(name, lying) as Node;
  const back = shape.map((_, axis) => stored.indexOf(axis));
  const strides = stridesOf(lying);
  const at = (indices: readonly number[]): number =>
    values.data[indices.reduce((sum, index, axis) => sum + index * strides[back[axis]!]!, 0)]!;
  return { seen: transpose(source, back) as Node, feed: [source as unknown as Source, values] as const, at };
}

/** All indices of a shape. */
function indicesOf(shape: Sizes): number[][] {
  return shape.reduce<number[][]>((all, length) => all.flatMap(i => Array.from({ length }, (_, n) => [...i, n])), [[]]);
}

/** The index of an element of a factor that is repeated along axes of size 1, and those that it lacks. */
function repeated(index: readonly number[], shape: Sizes): number[] {
  const own = index.slice(index.length - shape.length);
  return own.map((i, axis) => (axis < shape.length - 2 && shape[axis] === 1 ? 0 : i));
}

/** The compiled product, and what its plan says. */
function compiled(a: Factor, b: Factor) {
  const plans: ExplainedPlan[] = [];
  const [x, y] = [factor('x', a), factor('y', b)];
  const product = matmul(x.seen, y.seen) as Node;
  const [found] = passOf([product], [x.feed, y.feed], wasm({ onPlan: plan => plans.push(plan) }));
  return { found: found!, x, y, units: plans.flatMap(({ units }) => units) };
}

/** Checks a product against naive sums in float64, and that no part of it is interpreted. */
function check(a: Factor, b: Factor): Tensor {
  const { found, x, y, units } = compiled(a, b);
  const k = a.shape.at(-1)!;
  indicesOf(found.shape).forEach((index, n) => {
    const [i, j] = index.slice(-2) as [number, number];
    let [sum, size] = [0, 0];
    for (let p = 0; p < k; p++) {
      const term =
        x.at(repeated([...index.slice(0, -2), i, p], a.shape)) * y.at(repeated([...index.slice(0, -2), p, j], b.shape));
      sum += term;
      size += Math.abs(term);
    }
    const distance = Math.abs(found.data[n]! - sum);
    if (!(distance <= k * 2 ** -23 * size)) expect.unreachable(`${print(a)}·${print(b)}: ${found.data[n]!} is not ${sum}`);
  });
  expect(units.length).toBeGreaterThan(0);
  expect(units.filter(({ by }) => by !== 'vectors')).toEqual([]);
  return found;
} // prettier-ignore

const print = ({ shape, stored }: Factor): string =>
  `[${shape.join()}]${stored === undefined ? '' : ` by ${stored.join()}`}`;

/** Sizes about those of panels and of what is written out, and a longer k. */
const matrices: readonly (readonly [m: number, n: number, k: number])[] = [
  [1, 1, 1], [2, 2, 2], [3, 3, 3], [4, 4, 4], [8, 8, 8], [7, 5, 9], [5, 7, 3], [1, 5, 9], [1, 40, 9], [6, 1, 9], [3, 1, 2],
  [2, 9, 1], [17, 19, 23], [13, 4, 16], [4, 13, 7], [12, 33, 5], [20, 3, 33], [33, 12, 40], [3, 6, 70],
]; // prettier-ignore

/** Orders in which matrices with one and two leading axes may be stored. */
const orders = {
  1: [undefined, [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]],
  2: [undefined, [0, 1, 3, 2], [0, 2, 1, 3], [0, 2, 3, 1], [0, 3, 1, 2], [3, 2, 1, 0], [2, 0, 1, 3], [3, 0, 1, 2], [1, 0, 2, 3]],
} as const; // prettier-ignore

describe('a compiled product of several matrices', () => {
  it.each(takenRows('products of several matrices', matrices))(
    'is right in all orders of its factors, for [%i, .., %i] over k = %3$i',
    (m, n, k) => {
      for (const left of orders[1])
        for (const right of orders[1]) check({ shape: [3, m, k], stored: left }, { shape: [3, k, n], stored: right });
    },
  );

  it.each(
    takenRows(
      'products with two axes',
      matrices.filter((_, i) => i % 3 === 1),
    ),
  )('is right with two leading axes, for %i, %i, %i', (m, n, k) => {
    for (const left of orders[2])
      for (const right of orders[2])
        check({ shape: [2, 3, m, k], stored: left }, { shape: [2, 3, k, n], stored: right });
  });

  it.each(takenRows('repeated matrices', [
    [[], [3]],
    [[3], []],
    [[2, 3], []],
    [[2, 3], [3]],
    [[3], [2, 3]],
    [[8, 1], [1, 4]],
    [[1, 4], [8, 1]],
    [[2, 1, 3], [4, 1]],
    [[1, 1, 3], [2, 1, 1, 1]],
    [[1], [1]],
    [[1, 5], [5]],
    [[0], [0]],
    [[2, 0], [1]],
    [[0, 3], [3]],
  ]))('repeats matrices along leading axes %j and %j', (left, right) => {
    for (const [m, n, k] of [[3, 4, 5], [1, 3, 2], [9, 10, 11], [2, 2, 1], [4, 1, 9], [5, 6, 0], [0, 3, 2], [3, 0, 2]] as const)
      for (const turnedA of [false, true])
        for (const turnedB of [false, true]) {
          const turned = (lead: number, turn: boolean): number[] => [...Array.from({ length: lead }, (_, axis) => axis), ...(turn ? [lead + 1, lead] : [lead, lead + 1])];
          check(
            { shape: [...left, m, k], stored: turned(left.length, turnedA) },
            { shape: [...right, k, n], stored: turned(right.length, turnedB) },
          );
        }
  }); // prettier-ignore

  it.each([
    [[true, false], [2, 3]],
    [[false, true], [2, 3]],
    [[true, true], [4]],
    [[true, true], []],
  ] as const)('reads factors that are one number, repeated: %j, along %j', ([repeatsA, repeatsB], lead) => {
    const [m, n, k] = [5, 6, 7];
    const made = (name: string, shape: Sizes, repeats: boolean) => {
      const whole = factor(name, { shape });
      const one = input(`${name}0`, []) as Node;
      const node = repeats ? (broadcastLike(one, whole.seen as never) as Node) : whole.seen;
      return { node, feeds: [whole.feed, [one as unknown as Source, tensor(Float32Array.of(1.5), { shape: [] })] as const] };
    };
    const [x, y] = [made('x', [...lead, m, k], repeatsA), made('y', [...lead, k, n], repeatsB)];
    const feeds = [...x.feeds, ...y.feeds];
    const plans: ExplainedPlan[] = [];
    const product = matmul(x.node as never, y.node as never) as Node;
    const [found] = passOf([product], feeds, wasm({ onPlan: plan => plans.push(plan) }));
    const [wanted] = passOf([product], feeds);
    found!.data.forEach((value, i) => expect(value).toBeCloseTo(wanted!.data[i]!, 4));
    expect(plans.flatMap(({ units }) => units).filter(({ by }) => by === 'interpreter')).toEqual([]);
  }); // prettier-ignore

  it.each(takenRows('products of one matrix', matrices))('has the bits of each product alone, for %i, %i, %i', (m, n, k) => {
    for (const turnedA of [false, true])
      for (const turnedB of [false, true]) {
        const order = (turned: boolean, lead: number): number[] => [...Array.from({ length: lead }, (_, i) => i), ...(turned ? [lead + 1, lead] : [lead, lead + 1])];
        const [left, right] = [{ shape: [3, m, k], stored: order(turnedA, 1) }, { shape: [3, k, n], stored: order(turnedB, 1) }];
        const { found, x, y } = compiled(left, right);
        for (let one = 0; one < 3; one++) {
          const alone = (name: string, shape: Sizes, turned: boolean, whole: Tensor) => {
            const lying = turned ? [shape[1]!, shape[0]!] : shape;
            const source = input(name, lying) as Node;
            const data = whole.data.slice(one * sizeOf(shape), (one + 1) * sizeOf(shape));
            return { seen: turned ? transpose(source) : source, feed: [source as unknown as Source, tensor(data, { shape: lying })] as const };
          };
          const [p, q] = [alone('p', [m, k], turnedA, x.feed[1]), alone('q', [k, n], turnedB, y.feed[1])];
          const [wanted] = passOf([matmul(p.seen as never, q.seen as never) as Node], [p.feed, q.feed], wasm());
          expect(found.data.slice(one * m * n, (one + 1) * m * n)).toEqual(wanted!.data);
        }
      }
  }); // prettier-ignore

  it('adds blocks of long k as one product does', () => {
    for (const [m, n] of [[1, 9], [9, 1], [6, 10], [3, 4]] as const) {
      const [left, right] = [[2, m, 2500], [2, 2500, n]] as const;
      for (const stored of [undefined, [0, 2, 1]] as const) {
        check({ shape: left, stored }, { shape: right });
        check({ shape: left, stored }, { shape: right, stored: [0, 2, 1] });
      }
    }
  }); // prettier-ignore
});
