/** @module-tag blas */
import { constant, conv1d, conv2d, gradient, mul, sum, type Node } from '@thalweg/graph';
import { tensor, type Sizes, type Tensor } from '@thalweg/tensor';
import { wasm, type ExplainedPlan, type Products } from '@thalweg/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { counted } from '../compiled/counted.ts';
import { passOnce } from '../compiled/runs.ts';
import { everyProduct } from './library.ts';

let products: Products;
beforeAll(() => void (products = everyProduct()));

/** Numbers from -1 to 1, the same each time. */
function numbers(shape: Sizes, seed: number): Node {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const size = shape.reduce((a, b) => a * b, 1);
  return constant(tensor(Float32Array.from({ length: size }, next), { shape })) as Node;
}

/** A convolution of all images at once, and its gradients. */
function sides(x: Node, w: Node, y: Node): Node[] {
  const loss = sum(mul(y, numbers(y.shape as Sizes, 5)) as Node) as Node<readonly []>;
  return [y, gradient(loss, x) as Node, gradient(loss, w) as Node];
}

function byLibrary(outputs: readonly Node[]): { readonly found: readonly Tensor[]; readonly by: readonly string[] } {
  const plans: ExplainedPlan[] = [];
  const watched = counted(wasm({ products, onPlan: plan => plans.push(plan) }));
  const found = passOnce({ outputs, runner: watched.runner });
  expect(watched.interpreted).toBe(0);
  const units = plans.flatMap(plan => plan.units).filter(({ what }) => what === 'convolution');
  return { found, by: units.map(({ by }) => by) };
}

/** How far results lie from others, relative to the largest of these. */
function distance(found: Tensor, wanted: Tensor): number {
  expect(found.shape).toEqual(wanted.shape);
  const largest = Float64Array.from(wanted.data).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return (
    Float64Array.from(found.data).reduce((most, value, i) => Math.max(most, Math.abs(value - wanted.data[i]!)), 0) /
    largest
  );
}

type Options = Parameters<typeof conv2d>[2];
const cases: readonly (readonly [image: Sizes, filters: Sizes, options: Options])[] = [
  [[3, 14, 14, 16], [3, 3, 16, 32], { padding: 'same' }],
  [[2, 7, 9, 17], [3, 3, 17, 19], { padding: 'valid' }],
  [[2, 9, 8, 20], [2, 4, 20, 16], { padding: 'same' }],
  [[1, 5, 6, 16], [1, 1, 16, 16], {}],
  [[2, 11, 10, 16], [3, 2, 16, 18], { padding: 'same', dilation: 2 }],
  [[1, 4, 4, 65], [3, 3, 65, 33], { padding: 'same' }],
];

describe('convolutions by the library of the system have the values and gradients of interpreted ones:', () => {
  it.each(cases)('images %j, filters %j, %j', (image, filters, options) => {
    const [x, w] = [numbers(image, 1), numbers(filters, 2)];
    const outputs = sides(x, w, conv2d(x as never, w as never, options) as Node);
    const { found, by } = byLibrary(outputs);
    const wanted = passOnce({ outputs });
    outputs.forEach((_, i) => expect(distance(found[i]!, wanted[i]!)).toBeLessThanOrEqual(3e-6));
    expect(by).toEqual(['library', 'library', 'library']);
  });

  it('windows of more than a megabyte, which are multiplied in blocks', () => {
    const [x, w] = [numbers([2, 61, 40, 32], 1), numbers([3, 3, 32, 16], 2)];
    const outputs = sides(x, w, conv2d(x as never, w as never, { padding: 'same' }) as Node);
    const { found, by } = byLibrary(outputs);
    const wanted = passOnce({ outputs, runner: wasm() });
    outputs.forEach((_, i) => expect(distance(found[i]!, wanted[i]!)).toBeLessThanOrEqual(1e-5));
    expect(by).toEqual(['library', 'library', 'library']);
  });

  it('windows that are apart, whose input WebAssembly computes', () => {
    const [x, w] = [numbers([2, 11, 12, 16], 1), numbers([3, 3, 16, 16], 2)];
    const outputs = sides(x, w, conv2d(x as never, w as never, { padding: 'same', stride: 2 }) as Node);
    const { found, by } = byLibrary(outputs);
    const wanted = passOnce({ outputs });
    outputs.forEach((_, i) => expect(distance(found[i]!, wanted[i]!)).toBeLessThanOrEqual(3e-6));
    expect([...by].sort()).toEqual(['library', 'library', 'vectors']);
  });

  it('sequences', () => {
    const [x, w] = [numbers([3, 21, 16], 1), numbers([5, 16, 24], 2)];
    const outputs = sides(x, w, conv1d(x as never, w as never, { padding: 'same' }) as Node);
    const { found, by } = byLibrary(outputs);
    const wanted = passOnce({ outputs });
    outputs.forEach((_, i) => expect(distance(found[i]!, wanted[i]!)).toBeLessThanOrEqual(3e-6));
    expect(by).toEqual(['library', 'library', 'library']);
  });
});

describe('convolutions that the library does not pay for', () => {
  it.each([
    ['few channels', [2, 8, 8, 2], [3, 3, 2, 16], {}],
    ['few filters', [2, 8, 8, 16], [3, 3, 16, 4], {}],
    ['groups', [2, 8, 8, 32], [3, 3, 16, 32], { groups: 2 }],
  ] as const)('%s: WebAssembly computes their output', (_, image, filters, options) => {
    const y = conv2d(numbers(image, 1) as never, numbers(filters, 2) as never, options) as Node;
    const { found, by } = byLibrary([y]);
    expect(by).toEqual(['vectors']);
    expect(found[0]!.data).toEqual(passOnce({ outputs: [y], runner: wasm() })[0]!.data);
  });
});
