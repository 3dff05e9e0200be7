import { refute } from '@thalweg/drawn';
import { tensor, type DType, type Shape, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { concat, constant, flip, gather, input, operation, pad, parameter, read, repeat, slice, stack, takeAlong, topK, type Node } from '../index.ts'; // prettier-ignore
import { sameByName } from '../testing/same-by-name.ts';

const of = (values: readonly number[], dtype: DType, shape: Sizes = [values.length]): Node =>
  constant(tensor([...values], { dtype, shape })) as Node;
const shown = (node: Node): string => read(node).toString();

describe('whole numbers and flags are moved as they are:', () => {
  const whole = of([1, 2 ** 31 - 1, -3, -(2 ** 31)], 'int32', [2, 2]);
  const flags = of([1, 0, 1, 1], 'bool', [2, 2]);

  it('in slices and flips', () => {
    expect(shown(slice(whole, { axis: 1, from: 1 }))).toBe('int32 [2, 1] [[2147483647], [-2147483648]]');
    expect(shown(flip(flags, { axes: 0 }))).toBe('bool [2, 2] [[true, true], [true, false]]');
    expect(shown(slice(flags, { axis: 0, step: -1 }))).toBe('bool [2, 2] [[true, true], [true, false]]');
  });

  it('when they are joined, padded and repeated', () => {
    expect(shown(concat([whole, whole], { axis: 1 }))).toContain('int32 [2, 4] [[1, 2147483647, 1, 2147483647]');
    expect(shown(concat([flags, flags]))).toContain('bool [4, 2] [[true, false], [true, true], [true, false]');
    expect(shown(stack([of([1, 2], 'int32'), of([3, 4], 'int32')], { axis: 1 }))).toBe('int32 [2, 2] [[1, 3], [2, 4]]');
    expect(shown(pad(of([7], 'int32'), { axis: 0, before: 1, value: -5 }))).toBe('int32 [2] [-5, 7]');
    expect(shown(pad(of([0], 'bool'), { axis: 0, after: 2, value: 1 }))).toBe('bool [3] [false, true, true]');
    expect(shown(repeat(of([1, 0], 'bool'), { axis: 0, times: 2 }))).toBe('bool [4] [true, true, false, false]');
    expect(shown(repeat(of([5, 6], 'int32'), { axis: 0, times: 2 }))).toBe('int32 [4] [5, 5, 6, 6]');
  });

  it('when they are looked up', () => {
    const second = of([1], 'int32');
    expect(shown(gather(flags, second, { axis: 1 }))).toBe('bool [2, 1] [[false], [true]]');
    expect(shown(takeAlong(whole, of([1, 0], 'int32', [2, 1])))).toBe('int32 [2, 1] [[2147483647], [-3]]');
    const { values, indices } = topK(whole, 1);
    expect(shown(values)).toBe('int32 [2, 1] [[2147483647], [-3]]');
    expect(shown(indices)).toBe('int32 [2, 1] [[1], [0]]');
    expect(shown(topK(flags, 2).indices)).toBe('int32 [2, 2] [[0, 1], [0, 1]]');
  });

  it('and a number that they cannot hold is refused as padding', () => {
    expect(() => pad(whole, { axis: 0, after: 1, value: 0.5 })).toThrow('int32 elements must be whole numbers');
  });
});

describe('a value that was moved', () => {
  it('is a copy: what it came from may change', () => {
    const x = parameter([1, 2, 3]);
    const [first, all] = [slice(x, { axis: 0, to: 2 }), concat([x, x])];
    const [before, both] = [read(first), read(all)];
    x.set([4, 5, 6]);
    expect([before.toArray(), both.toArray()]).toEqual([[1, 2], [1, 2, 3, 1, 2, 3]]); // prettier-ignore
    expect([read(first).toArray(), read(all).toArray()]).toEqual([[4, 5], [4, 5, 6, 4, 5, 6]]); // prettier-ignore
  });

  it('is the value itself where nothing moves', () => {
    const x = parameter([1, 2, 3]) as Node;
    expect(concat([x])).toBe(x);
    expect(pad(x, { axis: 0 })).toBe(x);
    expect(flip(x, { axes: [] })).toBe(x);
  });
});

describe('along axes with names', () => {
  const x = input('x', ['batch', 3]);
  const y = input('y', ['rows', 3]);

  it('a slice has a fixed size where both ends count from the same end', () => {
    expect(slice(x, { axis: 0, from: 1, to: 4 }).shape).toEqual([3, 3]);
    expect(slice(x, { axis: 0, to: 4, step: 2 }).shape).toEqual([2, 3]);
    expect(slice(x, { axis: 0, from: -3 }).shape).toEqual([3, 3]);
    expect(slice(x, { axis: 0, from: -3, to: -1 }).shape).toEqual([2, 3]);
    expect(slice(x, { axis: 0, from: 2, step: -1 }).shape).toEqual([3, 3]);
    expect(slice(x, { axis: 0, to: -3, step: -1 }).shape).toEqual([2, 3]);
    expect(slice(x, { axis: 0 }).shape).toEqual(['batch', 3]);
    expect(flip(x).shape).toEqual(['batch', 3]);
  });

  it('a slice whose size would follow from the name is refused when it is built', () => {
    const advice = "the size of a slice of 'batch' must not depend on its size, got [batch, 3]. Give from and to, both counted from the start or both from the end."; // prettier-ignore
    for (const positions of [{ from: 1 }, { to: -1 }, { from: 1, to: -1 }, { step: 2 }, { from: -1, to: 0, step: -1 }])
      expect(() => slice(x, { axis: 0, ...positions })).toThrow(`slice: ${advice}`);
  });

  it('a slice that does not fit the real size fails the pass', () => {
    const three = slice(x, { axis: 0, to: 3 });
    const last = slice(x, { axis: 0, from: -1 });
    x.set([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
    expect(() => read(three)).toThrow(
      'slice: positions along axis 0 must be whole numbers from -2 to 2, not 3, got [2, 3]. Check from and to.',
    );
    expect(read(last).toArray()).toEqual([[4, 5, 6]]);
    x.set(new Float32Array(0));
    expect(() => read(last)).toThrow('positions along axis 0 must be whole numbers from 0 to 0, not -1, got [0, 3]');
  });

  it('what is joined, padded or repeated is named by how it was made', () => {
    expect(concat([x, x]).shape).toEqual(['batch*2', 3]);
    expect(concat([x, y, parameter([[1, 2, 3]])]).shape).toEqual(['batch+rows+1', 3]);
    expect(concat([x, x], { axis: 1 }).shape).toEqual(['batch', 6]);
    expect(stack([x, x], { axis: 1 }).shape).toEqual(['batch', 2, 3]);
    expect(pad(x, { axis: 0, before: 1, after: 1 }).shape).toEqual(['batch+2', 3]);
    expect(repeat(x, { axis: 0, times: 2 }).shape).toEqual(['batch*2', 3]);
    expect(repeat(x, { axis: 0, times: 0 }).shape).toEqual([0, 3]);
    expect(repeat(concat([x, y]), { axis: 0, times: 2 }).shape).toEqual(['batch*2+rows*2', 3]);
    expect(() => concat([x, y] as Node[], { axis: 1 })).toThrow(
      'concat: all sizes but those of axis 1 must agree, got [batch, 3] and [rows, 3]. Reshape one of them.',
    );
  });

  it.each<readonly [name: string, apply: (...inputs: Node[]) => Node, shapes: readonly Shape[]]>([
    ['flip', x => flip(x), [['batch', 3]]],
    ['slice of a fixed axis', x => slice(x, { axis: 1, from: 1 }), [['batch', 3]]],
    ['concat along a name', (x, y) => concat([x, y]), [['batch', 3], ['batch', 3]]],
    ['concat of a name and a size', (x, y) => concat([y, x, y]), [['batch', 3], [2, 3]]],
    ['concat beside a name', (x, y) => concat([x, y], { axis: 1 }), [['batch', 1], ['batch', 2]]],
    ['concat in the middle', (x, y) => concat([x, y, x], { axis: 1 }), [[2, 'time', 2], [2, 'time', 2]]],
    ['a part of what was joined', (x, y) => slice(concat([x, y]), { axis: 0, step: -1 }), [['batch'], ['batch']]],
    ['stack', (x, y) => stack([x, y]), [['batch', 3], ['batch', 3]]],
    ['stack last', (x, y) => stack([x, y, x], { axis: -1 }), [['batch', 3], ['batch', 3]]],
    ['pad a name', x => pad(x, { axis: 0, before: 2, after: 1, value: 5 }), [['batch', 3]]],
    ['pad beside a name', x => pad(x, { axis: 1, after: 1 }), [['batch', 3]]],
    ['repeat a name', x => repeat(x, { axis: 0, times: 3 }), [['batch', 3]]],
    ['repeat beside names', x => repeat(x, { axis: 1, times: 2 }), [['batch', 2, 'batch']]],
    ['repeat between names', x => repeat(x, { axis: 1, times: 2 }), [['batch', 'batch', 2]]],
  ])('%s has the values and gradients that it has for each fixed size', (_, apply, shapes) => {
    sameByName(apply, shapes);
  }); // prettier-ignore

  it('which one that keeps to the first size has not', () => {
    const stale = (x: Node): Node => {
      let first: number | undefined;
      const copy = operation({
        name: 'stale',
        shape: ([input]) => input!,
        kernel: (y, [input]) => y.data.set(input!.data.subarray(0, (first ??= input!.data.length))),
        gradient: upstream => [upstream],
      });
      return copy(x);
    };
    refute(() => sameByName(x => stale(x!), [['batch', 3]]));
    sameByName(x => stale(x!), [['batch', 3]], [3, 3, 2]);
  });

  it('copies at the ends of a name have them, where there is enough to copy', () => {
    for (const mode of ['reflect', 'edge', 'wrap'] as const)
      sameByName(x => pad(x!, { axis: 0, before: 2, after: 1, mode }), [['batch', 3]], [3, 5, 4]);
    const x = input('short', ['batch']);
    const y = pad(x, { axis: 0, before: 2, mode: 'reflect' });
    x.set([1, 2]);
    expect(() => read(y)).toThrow('positions along axis 0 must be whole numbers from -2 to 2, not 1 and 3');
    expect(() => pad(constant([1, 2]), { axis: 0, after: 2, mode: 'reflect' })).toThrow(
      "pad: before and after must be at most 1 along axis 0 with mode 'reflect', not 2, got [2]. Pad less, or several times.",
    );
    expect(() => pad(constant([]), { axis: 0, after: 1, mode: 'edge' })).toThrow('must be at most 0');
    expect(() => pad(constant([1]), { axis: 0, mode: 'mirror' as never })).toThrow('the mode must be a known name');
  });

  it('a slice of fixed size has them too', () => {
    sameByName(x => slice(x, { axis: 0, from: -2 }), [['batch', 3]], [2, 5, 3]);
    sameByName(x => slice(x, { axis: 0, from: 1, to: 2 }), [['batch', 3]], [2, 5, 3]);
    sameByName(x => slice(x, { axis: 0, from: 2, step: -2 }), [['batch', 3]], [3, 5, 4]);
  });
});

describe('what cannot be moved is an error when the node is built:', () => {
  const x = input('x', [2, 3]) as Node;

  it('positions that are not on the axis, and steps that lead nowhere', () => {
    expect(() => slice(x, { axis: 1, from: 4 })).toThrow(
      'slice: positions along axis 1 must be whole numbers from -3 to 3, not 4, got [2, 3]. Check from and to.',
    );
    expect(() => slice(x, { axis: 1, from: -4, to: 1 })).toThrow('not -4 and 1');
    expect(() => slice(x, { axis: 1, from: 3, step: -1 })).toThrow('whole numbers from -3 to 2, not 3');
    expect(() => slice(x, { axis: 0, to: 1.5 })).toThrow('must be whole numbers from -2 to 2, not 1.5');
    expect(() => slice(x, { axis: 0, step: 0 })).toThrow(
      'slice: step must be a whole number other than 0, not 0, got [2, 3]. Leave it out for 1.',
    );
    expect(() => slice(x, { axis: 2 })).toThrow('slice: axes must be whole numbers from -2 to 1, not 2');
    expect(() => flip(x, { axes: [0, 2] })).toThrow('flip: axes must be whole numbers from -2 to 1');
  });

  it('values that do not fit each other', () => {
    expect(() => concat([])).toThrow('concat: there must be a node, got none. Give it at least one.');
    expect(() => stack([])).toThrow('stack: there must be a node, got none.');
    expect(() => concat([x, input('y', [2, 4])])).toThrow('concat: all sizes but those of axis 0 must agree, got [2, 3] and [2, 4].'); // prettier-ignore
    expect(() => concat([x, input('y', [2])])).toThrow('concat: all sizes but those of axis 0 must agree, got [2, 3] and [2].'); // prettier-ignore
    expect(() => concat([x, input('y', [2])], { axis: 1 })).toThrow('concat: all sizes but those of axis 1 must agree, got [2, 3] and [2].'); // prettier-ignore
    expect(() => stack([x, input('y', [2, 4])])).toThrow('concat: all sizes but those of axis 0 must agree');
    expect(() => concat([x, input('y', [1, 3], 'int32')])).toThrow('concat: inputs must have one dtype, got float32 and int32.'); // prettier-ignore
    expect(() => stack([x, x], { axis: 3 })).toThrow('stack: axes must be whole numbers from -3 to 2, not 3');
  });

  it('numbers of elements that are negative or not whole', () => {
    expect(() => pad(x, { axis: 0, before: -1 })).toThrow(
      'pad: before and after must be whole numbers from 0, not -1, got [2, 3]. Use slice to cut.',
    );
    expect(() => repeat(x, { axis: 0, times: 1.5 })).toThrow(
      'repeat: times must be a whole number from 0, not 1.5, got [2, 3]. Round it.',
    );
  });
});
