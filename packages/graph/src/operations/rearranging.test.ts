import { tensor, type DType, type Shape, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { add, arange, constant, diagEmbed, diagonal, expandDims, eye, full, gradient, input, mul, openFrame, operation, outer, parameter, read, roll, scan, splitAlong, square, squeeze, state, sum, tile, tril, triu, unstack, type Node } from '../index.ts'; // prettier-ignore
import { sameByName } from '../testing/same-by-name.ts';
import { outputsOf, pass } from '../testing/stepping.ts';

const of = (values: readonly number[], dtype: DType, shape: Sizes = [values.length]): Node =>
  constant(tensor([...values], { dtype, shape })) as Node;
const shown = (node: Node): string => read(node).toString();

describe('along axes with names', () => {
  it.each<readonly [name: string, apply: (...inputs: Node[]) => Node, shapes: readonly Shape[]]>([
    ['squeeze', x => squeeze(x, { axes: 1 }) as Node, [['batch', 1, 3]]],
    ['expandDims', x => expandDims(x, { axes: [0, -1] }) as Node, [['batch', 3]]],
    ['tril of rows', x => tril(x, { diagonal: 1 }), [['batch', 3]]],
    ['triu of columns', x => triu(x, { diagonal: -1 }), [[3, 'batch']]],
    ['tril of both', x => tril(x), [[2, 'batch', 'batch']]],
    ['tile a name', x => tile(x, { times: [3, 1] }) as Node, [['batch', 3]]],
    ['tile beside names', x => tile(x, { times: [2, 1, 2, 1] }) as Node, [['batch', 2, 'batch']]],
    ['roll a name', x => roll(x, { shift: 2, axes: 0 }), [['batch', 3]]],
    ['roll beside a name', x => roll(x, { shift: -1, axes: 1 }), [['batch', 3]]],
    ['roll in one line', x => roll(x, { shift: 4 }), [['batch', 3, 'batch']]],
    ['a part beside a name', x => splitAlong(x, { sizes: [1, 2], axis: 1 })[1], [['batch', 3]]],
    ['an element beside a name', x => unstack(x as Node<['batch', 3]>, { axis: 1 })[2], [['batch', 3]]],
    ['outer', (x, y) => outer(x, y) as Node, [['batch'], [3]]],
    ['outer of names', (x, y) => outer(x, y) as Node, [['batch'], ['batch']]],
    ['diagonal', x => diagonal(x) as Node, [[2, 'batch', 'batch']]],
    ['diagonal of other axes', x => diagonal(x, { axes: [0, 2] }) as Node, [['batch', 2, 'batch']]],
    ['diagEmbed', x => diagEmbed(x) as Node, [[2, 'batch']]],
    ['diagEmbed beside the main diagonal', x => diagEmbed(x, { offset: 2 }) as Node, [['batch']]],
    ['full', x => mul(x, full([x.shape[0]!, 1], 3, { like: x })) as Node, [['batch', 3]]],
    ['arange', x => mul(x, expandDims(arange(x.shape[0]!, { like: x, dtype: 'float64' }), { axes: 1 })) as Node, [['batch', 3]]],
  ])('%s has the values and gradients that it has for each fixed size', (_, apply, shapes) => {
    sameByName(apply, shapes);
  }); // prettier-ignore

  it('names stay, or are made of those that were there', () => {
    const x = input('x', ['batch', 3]);
    expect(tile(x, { times: [2, 1] }).shape).toEqual(['batch*2', 3]);
    expect(tile(x, { times: [2, 1, 1] }).shape).toEqual([2, 'batch', 3]);
    expect(diagEmbed(input('v', ['batch']), { offset: -1 }).shape).toEqual(['batch+1', 'batch+1']);
    expect(roll(x, { shift: 1 }).shape).toEqual(['batch', 3]);
  });
});

describe('full', () => {
  it('has the sizes of axes of several values, and computes none of them', () => {
    const [x, y] = [input('x', ['batch', 3]), input('y', ['time'], 'int32')];
    const filled = full(['batch', 2, 'time'], 4, { like: [x, y] });
    x.set([[NaN, 0, Infinity]]);
    y.set(new Int32Array(2));
    expect(shown(filled as Node)).toBe('float32 [1, 2, 2] [[[4, 4], [4, 4]]]');
    let calls = 0;
    const counted = noted(() => calls++, x as Node);
    const frame = openFrame({ outputs: [full(['batch'], 1, { like: counted })] });
    expect(outputsOf(pass(frame)).map(String)).toEqual(['float32 [1] [1]']);
    expect(calls).toBe(0);
    frame.close();
  });

  it('has the dtype that is asked for, or that of the first value', () => {
    const x = input('x', ['n'], 'float64');
    expect([full([2], 1), full([2], true), full(['n'], 1, { like: x }), full(['n'], false, { like: x }), full([], 1, { dtype: 'int32' })].map(node => node.dtype))
      .toEqual(['float32', 'bool', 'float64', 'bool', 'int32']); // prettier-ignore
    const counted = input('counted', ['n'], 'int32');
    for (const value of [0.5, -Infinity])
      expect(() => full(['n'], value, { like: counted })).toThrow(
        `full: a value of int32, the dtype of like, must be a whole number, got ${value}. Try { dtype: 'float32' }.`,
      );
    expect(full(['n'], 0.5, { like: counted, dtype: 'float32' }).dtype).toBe('float32');
  });

  it('is a carry to begin a scan with', () => {
    const x = input('x', ['batch', 'time', 3]);
    const { carry } = scan(({ h }, step) => ({ carry: { h: add(h, step) as Node }, output: {} }), x as Node, {
      init: { h: full(['batch', 3], 0.5, { like: x }) as Node },
      axis: 1,
    });
    x.set(tensor(new Float32Array(2 * 4 * 3).fill(1), { shape: [2, 4, 3] }));
    expect(read(carry.h).toArray()).toEqual([[4.5, 4.5, 4.5], [4.5, 4.5, 4.5]]); // prettier-ignore
  });

  it('refuses names that like does not have', () => {
    const x = input('x', ['batch', 3]);
    expect(() => full(['rows', 3], 0, { like: x })).toThrow(
      "full: 'rows' must be the name of an axis of like, got [batch, 3]. Give a node that has such an axis: { like: x }.",
    );
    expect(() => full(['rows'], 0)).toThrow("full: 'rows' must be the name of an axis of like, got [rows].");
    expect(() => full([-1], 0)).toThrow('full: a shape must be an array of sizes');
    expect(() => full([1], 0.5, { dtype: 'int32' })).toThrow('int32 elements must be whole numbers');
  });
});

/** The value itself, by a loop that says when it runs. */
function noted(note: () => void, x: Node): Node {
  return operation({
    name: 'noted',
    shape: ([input]) => input!,
    kernel: (y, [input]) => (note(), y.data.set(input!.data)),
  })(x);
}

describe('numbers in a row', () => {
  it('end before the end, in either direction', () => {
    expect(shown(arange(3) as Node)).toBe('int32 [3] [0, 1, 2]');
    expect(shown(arange(-2) as Node)).toBe('int32 [0] []');
    expect(shown(arange(2, 9, { step: 3 }) as Node)).toBe('int32 [3] [2, 5, 8]');
    expect(shown(arange(2, -1, { step: -1, dtype: 'float32' }) as Node)).toBe('float32 [3] [2, 1, 0]');
    expect(shown(arange(0, 1, { step: 0.25, dtype: 'float64' }) as Node)).toBe('float64 [4] [0, 0.25, 0.5, 0.75]');
  });

  it('are refused if they never end, are no whole numbers of int32, or are of no axis', () => {
    expect(() => arange(0, 3, { step: 0 })).toThrow('arange: start, end and step must be finite, and step not 0, got 0, 3 and 0. Check them.'); // prettier-ignore
    expect(() => arange(Infinity)).toThrow('arange: start, end and step must be finite');
    expect(() => arange(1, 0, { step: -0.25 })).toThrow('int32 elements must be whole numbers');
    expect(() => arange('time')).toThrow("arange: 'time' must be the name of an axis of like, got [time].");
    expect(() => arange('n', { like: input('x', ['n']), step: 2 })).toThrow(
      'arange: step must be 1 for a name, not 2, got [n]. Multiply the positions by it.',
    );
  });
});

describe('whole numbers and flags are moved as they are:', () => {
  const whole = of([1, 2 ** 31 - 1, -3, -(2 ** 31)], 'int32', [2, 2]);
  const flags = of([1, 0, 1, 1], 'bool', [2, 2]);

  it('in triangles, tiles and rolls', () => {
    expect(shown(tril(whole))).toBe('int32 [2, 2] [[1, 0], [-3, -2147483648]]');
    expect(shown(triu(flags, { diagonal: 1 }))).toBe('bool [2, 2] [[false, false], [false, false]]');
    expect(shown(tile(flags, { times: 2 }) as Node)).toBe(
      'bool [2, 4] [[true, false, true, false], [true, true, true, true]]',
    );
    expect(shown(roll(whole, { shift: 1 }))).toBe('int32 [2, 2] [[-2147483648, 1], [2147483647, -3]]');
    expect(shown(roll(flags, { shift: 1, axes: 1 }))).toBe('bool [2, 2] [[false, true], [true, true]]');
    expect(shown(diagonal(whole) as Node)).toBe('int32 [2] [1, -2147483648]');
    expect(shown(eye(2, { dtype: 'bool' }) as Node)).toBe('bool [2, 2] [[true, false], [false, true]]');
  });
});

describe('a triangle', () => {
  it('has zeros where it is cut, whatever was there, and no gradient from there', () => {
    const x = parameter([[1, NaN], [2, Infinity]]); // prettier-ignore
    const lower = tril(x, { diagonal: -1 });
    expect(read(lower).toArray()).toEqual([[0, 0], [2, 0]]); // prettier-ignore
    expect(read(gradient(sum(square(lower)), x)).toArray()).toEqual([[0, 0], [4, 0]]); // prettier-ignore
  });
});

describe('what cannot be rearranged is an error when the node is built:', () => {
  const x = input('x', ['batch', 3]) as Node;

  it.each<readonly [message: string, build: () => unknown]>([
    ['squeeze: axis 1 must have size 1, got [batch, 3]. Use reshape or sum for other sizes.', () => squeeze(x, { axes: 1 })],
    ['expandDims: axes must be whole numbers from -3 to 2, not 3, got [batch, 3, 1].', () => expandDims(x, { axes: 3 })],
    ['tril: diagonal must be a whole number, not 0.5, got [batch, 3].', () => tril(x, { diagonal: 0.5 })],
    ['triu: it must be a matrix, or several, got []. Give it two axes.', () => triu(sum(x) as Node)],
    ['tile: times must be a whole number from 0, not -1, got [batch, 3].', () => tile(x, { times: -1 })],
    ['roll: there must be a shift for each of 2 axes, got [batch, 3]. Give as many.', () => roll(x, { shift: 1, axes: [0, 1] })],
    ['roll: shift must be a whole number, not 0.5', () => roll(x, { shift: 0.5 })],
    ['splitAlong: the size of axis 0 must be fixed, got [batch, 3]. Cut a named axis with slice.', () => splitAlong(x, { parts: 2 })],
    ['splitAlong: parts must divide the size 3, not 2, got [batch, 3]. Give the sizes instead.', () => splitAlong(x, { parts: 2, axis: 1 })],
    ['splitAlong: sizes must add up to 3, not 1 + 1, got [batch, 3].', () => splitAlong(x, { sizes: [1, 1], axis: 1 })],
    ['splitAlong: options must have parts or sizes, got neither. Try { parts: 2 }.', () => splitAlong(x, {})],
    ['unstack: the size of axis 0 must be fixed, got [batch, 3]. Use scan along a named axis.', () => unstack(x)],
    ['outer: both must be vectors, got [batch, 3] and [batch, 3]. Reshape them, or use einsum.', () => outer(x, x)],
    ['diagonal: axes with names must be equal, and the offset 0, got [batch, 3]. Slice a fixed part.', () => diagonal(x)],
    ['diagonal: axes must be two different ones, got [batch, 3].', () => diagonal(x, { axes: [1, -1] })],
    ['diagEmbed: it must be a vector, or several, got []. Reshape it.', () => diagEmbed(sum(x) as Node)],
    ['eye: sizes must be numbers, got [n, n].', () => eye('n' as never)],
    ['eye: a shape must be an array of sizes', () => eye(2, { columns: 1.5 })],
  ])('%s', (message, build) => {
    expect(build).toThrow(message);
  }); // prettier-ignore
});

describe('a state with a named axis', () => {
  it('is refused, and the error says what to use', () => {
    const x = input('x', ['batch', 3]);
    const advice = 'For named axes scan from full(shape, 0, { like }).';
    expect(() => state(['batch', 3] as never)).toThrow(`state: sizes must be fixed, got Array. ${advice}`);
    expect(() => state(full(['batch', 2], 0, { like: x }) as never)).toThrow(
      `state: sizes must be fixed, got Node. ${advice}`,
    );
  });
});
