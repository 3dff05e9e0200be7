import { add, constant, gradient, input, mul, parameter, read, sum, type Node } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { spatialDropout } from '../index.ts';
import { sourcesOf, training } from '../testing/training.ts';

const ones = (...shape: number[]): Node =>
  constant(tensor(new Float32Array(shape.reduce((n, size) => n * size, 1)).fill(1), { shape })) as Node;

/** The values of the channels of examples, of which all elements must be alike. */
function channelsOf(data: ArrayLike<number>, [batch, inner, channels]: readonly [number, number, number]): number[] {
  const found: number[] = [];
  for (let n = 0; n < batch; n++)
    for (let c = 0; c < channels; c++) {
      const values = Array.from({ length: inner }, (_, i) => data[(n * inner + i) * channels + c]!);
      expect(new Set(values).size).toBe(1);
      found.push(values[0]!);
    }
  return found;
}

describe('spatialDropout', () => {
  it('is the identity outside of training', () => {
    const x = input('x', ['batch', 2, 3]);
    const y = spatialDropout(0.5)(x);
    x.set([[[1, 2, 3], [4, 5, 6]]]); // prettier-ignore
    expect(read(y).toArray()).toEqual([[[1, 2, 3], [4, 5, 6]]]); // prettier-ignore
    expect(sourcesOf(y as Node)).toEqual(['x']);
  });

  it.each([0.1, 0.5, 0.9])('drops a share of %d of the channels of examples, whole, and scales the others', rate => {
    const { pass, close } = training([spatialDropout(rate)(ones(50, 3, 2, 40))], { steps: true });
    const seen = channelsOf(pass()[0]!.data, [50, 6, 40]);
    close();
    const zeros = seen.filter(value => value === 0).length / seen.length;
    expect(Math.abs(zeros - rate)).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / seen.length));
    for (const value of seen) if (value !== 0) expect(value).toBeCloseTo(1 / (1 - rate), 4);
  });

  it('draws other masks in every step, layer and application, and the same ones again for the same seed', () => {
    const draw = (seed: number) => {
      const x = input('x', [8, 2, 16]);
      x.set(read(ones(8, 2, 16)));
      const layer = spatialDropout(0.5, { seed });
      const { pass, close } = training([spatialDropout(0.5, { seed })(x), layer(x), layer(x)] as Node[], {
        steps: true,
      });
      const seen = [...pass(), ...pass()].map(({ data }) => channelsOf(data, [8, 2, 16]).join());
      close();
      return seen;
    };
    expect(new Set(draw(1)).size).toBe(6);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('passes gradients back where it let channels through', () => {
    const x = parameter(tensor(new Float64Array(4 * 3 * 5).fill(1), { shape: [4, 3, 5] })) as Node;
    const y = spatialDropout(0.5)(x);
    const { pass, close } = training([y, gradient(sum(mul(y, 3)), x)], { steps: true });
    const [value, slope] = pass();
    expect(Array.from(slope!.data)).toEqual(Array.from(value!.data, kept => 3 * kept));
    close();
  });

  it.each([[[0, 2, 3]], [[2, 0, 3]], [[1, 1, 1]], [[3, 4]]])('takes the sizes %j', shape => {
    const { pass, close } = training([spatialDropout(0.5)(ones(...shape))], { steps: true });
    expect(pass()[0]!.shape).toEqual(shape);
    close();
  });

  it('takes axes with names', () => {
    const x = input('x', ['batch', 'time', 3]);
    x.set(tensor(new Float32Array(2 * 5 * 3).fill(1), { shape: [2, 5, 3] }));
    const { pass, close } = training([add(spatialDropout(0.5)(x), 0) as Node], { steps: true });
    channelsOf(pass()[0]!.data, [2, 5, 3]);
    close();
  });

  it('refuses an input without channels', () => {
    expect(() => spatialDropout(0.5)(constant([1, 2]))).toThrow(
      'spatialDropout: the input must have the shape [batch, …, channels], got [2]. Try dropout.',
    );
  });
});
