import { add, checkpointed, constant, gradient, mul, parameter, scan, sum, tanh, type Node } from '@thalweg/graph';
import { dropout, gaussianDropout } from '@thalweg/nn';
import { tensor, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { twins } from '../compiled/twins.ts';

type Step = (carry: Node, x: Node) => { readonly carry: Node; readonly output: Node };

const UNITS = 25;

const ones = (...shape: readonly number[]): Node =>
  parameter(tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1), { shape })) as Node;

/** Returns the results of two passes, after it has checked that both runners have the same. */
function passes(build: () => readonly Node[], { training = true, units = 0 } = {}): (readonly Tensor[])[] {
  const pair = twins(() => ({ outputs: build() }), { training, units });
  const found = [pair.step(), pair.step()] as (readonly Tensor[])[];
  expect(pair.watched.interpreted).toBe(0);
  pair.close();
  return found;
}

/** The rows of a value, each as text. */
const rowsOf = (x: Tensor): string[] => (x.toArray() as unknown[]).map(row => JSON.stringify(row));
const kinds = (rows: readonly string[]): number => new Set(rows).size;

/** Drops elements of x, or of the carry, which is 1 at all steps. */
const dropsX: Step = (h, x) => {
  const output = x.pipe(dropout(0.5, { seed: 3 }) as never) as Node;
  return { carry: add(mul(0, add(h, output)), 1) as Node, output };
};
const dropsCarry: Step = h => dropsX(h, h);

describe.each([
  ['of an input', dropsX],
  ['of a carry', dropsCarry],
])('dropout %s in a scan', (_, cell) => {
  const outputOf = (options: object): Node =>
    (scan(cell, ones(6, UNITS), { init: ones(UNITS), axis: 0, ...options }) as { output: Node }).output;

  it('draws other numbers at each step of each pass', () => {
    const [first, second] = passes(() => [outputOf({})]).map(([output]) => rowsOf(output!));
    expect(kinds([...first!, ...second!])).toBe(12);
  });

  it('draws the same at all steps of a pass with noise "same", and others in the next', () => {
    const [first, second] = passes(() => [outputOf({ noise: 'same' })]).map(([output]) => rowsOf(output!));
    expect([kinds(first!), kinds(second!), kinds([...first!, ...second!])]).toEqual([1, 1, 2]);
  });

  it('draws by position, so that a reverse scan draws the same there', () => {
    const [forward] = passes(() => [outputOf({})]);
    const [backward] = passes(() => [outputOf({ reverse: true })]);
    expect(rowsOf(backward![0]!)).toEqual(rowsOf(forward![0]!));
  });

  it('draws nothing in a prediction', () => {
    const [[output]] = passes(() => [outputOf({})], { training: false }) as [[Tensor]];
    expect(kinds(rowsOf(output))).toBe(1);
    expect(output.data.every(value => value === 1)).toBe(true);
  });
});

describe('the backward pass of a scan', () => {
  it.each([
    ['kept', (cell: Step): Step => cell],
    ['computed again', checkpointed as (cell: Step) => Step],
  ])('drops what the forward pass dropped, %s', (_, kept) => {
    const [[output, slope]] = passes(() => {
      const x = ones(6, UNITS);
      const { output } = scan(kept(dropsX), x, { init: ones(UNITS), axis: 0 }) as { output: Node };
      return [output, gradient(sum(output), x) as Node];
    }) as [[Tensor, Tensor]];
    expect(slope.data).toEqual(output.data);
  });

  it('is the same with checkpointed, where noise enters the carry', () => {
    const build = (kept: (cell: Step) => Step) => (): Node[] => {
      const x = ones(6, UNITS);
      const cell: Step = (h, one) => {
        const next = tanh(add(h.pipe(gaussianDropout(0.3) as never) as Node, mul(0.1, one))) as Node;
        return { carry: next, output: next };
      };
      const { output } = scan(kept(cell), x, { init: ones(UNITS), axis: 0 }) as { output: Node };
      return [output, gradient(sum(output), x) as Node];
    };
    const plain = passes(
      build(cell => cell),
      { units: 64 },
    );
    const again = passes(build(checkpointed as (cell: Step) => Step), { units: 64 });
    again.flat().forEach((value, n) => {
      const wanted = plain.flat()[n]!;
      value.data.forEach((one, i) => expect(Number(one)).toBeCloseTo(Number(wanted.data[i]), 5));
    });
  });
});

describe('noise in a scan in a scan', () => {
  type Noise = 'each' | 'same';

  const nested = (cell: Step, [outer, inner]: readonly [Noise, Noise]): Node => {
    const step: Step = (h, x) => scan(cell, x, { init: h, axis: 0, noise: inner }) as never;
    return (scan(step, ones(3, 4, UNITS), { init: constant(tensor(new Float32Array(UNITS).fill(1))) as Node, axis: 0, noise: outer }) as { output: Node }).output; // prettier-ignore
  };

  it.each([
    // Kinds of rows among all twelve, in the first outer step, and at the first of the inner steps.
    ['each', 'each', [12, 4, 3]],
    ['each', 'same', [3, 1, 3]],
    ['same', 'each', [4, 4, 1]],
    ['same', 'same', [1, 1, 1]],
  ] as const)('outside %s, inside %s', (outer, inner, wanted) => {
    for (const cell of [dropsX, dropsCarry]) {
      const [[output]] = passes(() => [nested(cell, [outer, inner])]) as [[Tensor]];
      const rows = (output.toArray() as unknown[][]).map(step => step.map(row => JSON.stringify(row)));
      expect([kinds(rows.flat()), kinds(rows[0]!), kinds(rows.map(([first]) => first!))]).toEqual(wanted);
    }
  });

  it.each([
    ['of an input', dropsX],
    ['of a carry', dropsCarry],
  ])('%s differs at all steps of three scans', (_, cell) => {
    const [[output]] = passes(() => {
      const middle: Step = (h, x) => scan(cell, x, { init: h, axis: 0 }) as never;
      const outer: Step = (h, x) => scan(middle, x, { init: h, axis: 0 }) as never;
      return [(scan(outer, ones(2, 3, 2, UNITS), { init: ones(UNITS), axis: 0 }) as { output: Node }).output];
    }) as [[Tensor]];
    expect(kinds((output.toArray() as unknown[][][]).flat(2).map(row => JSON.stringify(row)))).toBe(12);
  });
});
