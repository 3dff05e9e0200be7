import { add, constant, gradient, input, mul, parameter, read, sum, type Node } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { dropout, type DropoutOptions } from '../index.ts';
import { sourcesOf, training } from '../testing/training.ts';

const SIZE = 20_000;
/** Many elements, none of them 0. */
const many = (): Node => constant(tensor(Float32Array.from({ length: SIZE }, (_, i) => 1 + (i % 7)))) as Node;

const share = (values: ArrayLike<number>): number =>
  Array.from(values).filter(value => value === 0).length / values.length;

/** Which elements each step leaves, of many; a mask a step. */
function masks(steps: number, options: DropoutOptions = {}): string[] {
  const { pass, close } = training([dropout(0.5, options)(many())], { steps: true });
  const seen = Array.from({ length: steps }, () =>
    Array.from(pass()[0]!.data, value => (value === 0 ? 0 : 1)).join(''),
  );
  close();
  return seen;
}

describe('dropout', () => {
  it('is the identity outside of training, and not even built', () => {
    const x = input('x', [3]);
    const y = dropout(0.5)(x);
    x.set([1, 2, 3]);
    expect(read(y).toArray()).toEqual([1, 2, 3]);
    expect(read(gradient(sum(y), x)).toArray()).toEqual([1, 1, 1]);
    expect(sourcesOf(y as Node)).toEqual(['x']);
    const frame = training([y as Node], { steps: true });
    expect(frame.sources).toContain('dropout1/counter');
    frame.close();
  });

  it.each([0.1, 0.5, 0.9])('sets a share of %d to zero in training, and scales what is kept', rate => {
    const x = many();
    const { pass, close } = training([dropout(rate)(x)], { steps: true });
    const { data } = pass()[0]!;
    close();
    expect(Math.abs(share(data) - rate)).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / SIZE));
    read(x).data.forEach((value, i) => {
      if (data[i] !== 0) expect(data[i]).toBeCloseTo(value / (1 - rate), 3);
    });
  });

  it('keeps the expectation', () => {
    const x = constant(tensor(new Float64Array(SIZE).fill(1)));
    const { pass, close } = training([dropout(0.3)(x) as Node], { steps: true });
    const totals = Array.from({ length: 10 }, () =>
      Array.from(pass()[0]!.data).reduce((total, value) => total + value, 0),
    );
    close();
    const mean = totals.reduce((a, b) => a + b) / (10 * SIZE);
    expect(Math.abs(mean - 1)).toBeLessThan(5 * Math.sqrt(0.3 / 0.7 / (10 * SIZE)));
  });

  it('keeps everything at a rate of 0', () => {
    const { pass, close } = training([dropout(0)(many())], { steps: true });
    expect(share(pass()[0]!.data)).toBe(0);
    close();
  });

  it('drops other elements in every step', () => {
    expect(new Set(masks(5)).size).toBe(5);
  });

  it('drops the same ones in a pass that is no step: only steps move the counter', () => {
    const y = dropout(0.5)(many());
    const [look, step] = [training([y], { steps: false }), training([y], { steps: true })];
    const shown = look.pass()[0]!.toArray();
    expect(look.pass()[0]!.toArray()).toEqual(shown);
    read(y);
    y.subscribe().unsubscribe();
    expect(step.pass()[0]!.toArray()).toEqual(shown);
    expect(look.pass()[0]!.toArray()).not.toEqual(shown);
    look.close();
    step.close();
  });

  it('passes gradients back where it let values through, by the same mask', () => {
    const x = parameter([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], { dtype: 'float64' });
    const y = dropout(0.5)(x as Node);
    const { pass, close } = training([y, gradient(sum(mul(y, 3)), x as Node)], { steps: true });
    for (let step = 0; step < 5; step++) {
      const [value, slope] = pass();
      expect(slope!.toArray()).toEqual((value!.toArray() as number[]).map(kept => 3 * kept));
    }
    close();
  });

  it('drops the same elements again for the same seed, and others for another', () => {
    expect(masks(3)).toEqual(masks(3));
    expect(masks(3, { seed: 9 })).toEqual(masks(3, { seed: 9 }));
    expect(masks(3, { seed: 9 })).not.toEqual(masks(3, { seed: 8 }));
  });

  it('drops others in two layers of one network, and where one layer is applied twice', () => {
    const x = input('x', [SIZE]);
    x.set(read(many()));
    const layer = dropout(0.5);
    const { pass, close } = training([dropout(0.5)(x), dropout(0.5)(x), layer(x), layer(x)] as Node[], { steps: true });
    const seen = pass().map(value => Array.from(value.data).join());
    close();
    expect(new Set(seen).size).toBe(4);
    const beside = many();
    const inLine = training([add(dropout(0.5)(dropout(0.5)(beside)), 0)], { steps: true });
    expect(Math.abs(share(inLine.pass()[0]!.data) - 0.75)).toBeLessThan(0.02);
    inLine.close();
  });

  it('refuses a rate that is none', () => {
    for (const rate of [-0.1, 1, NaN])
      expect(() => dropout(rate)).toThrow(`dropout: the rate must be from 0 to below 1, got ${rate}. Try 0.5.`);
  });
});
