import { describe, expect, it } from 'vitest';
import { all, any, argmax, argmin, argsort, constant, gradient, input, mul, notEqual, parameter, read, sort, sum, topK, type Node } from '../index.ts'; // prettier-ignore
import { sameByName } from '../testing/same-by-name.ts';

const float64 = { dtype: 'float64' } as const;
const plain = (node: Node): unknown => read(node).toArray();

describe('sort', () => {
  const x = constant([3, NaN, -0, 0, -Infinity, 3, Infinity], float64) as Node;

  it('puts NaN last in rising order and first in falling order, and keeps equals as they come', () => {
    expect(plain(argsort(x))).toEqual([4, 2, 3, 0, 5, 6, 1]);
    expect(plain(argsort(x, { descending: true }))).toEqual([1, 6, 0, 5, 2, 3, 4]);
    expect(plain(sort(x))).toEqual([-Infinity, -0, 0, 3, 3, Infinity, NaN]);
  });

  it('has the order that topK has', () => {
    for (const largest of [true, false])
      expect(plain(topK(x, 7, { largest }).indices as Node)).toEqual(plain(argsort(x, { descending: largest })));
  });

  it('sorts whole numbers and flags', () => {
    expect(plain(sort(constant([3, -(2 ** 31), 2 ** 31 - 1, 3], { dtype: 'int32' })))).toEqual([-(2 ** 31), 3, 3, 2 ** 31 - 1]); // prettier-ignore
    expect(plain(argsort(constant([true, false, true], { dtype: 'bool' })))).toEqual([1, 0, 2]);
  });

  it('sends a gradient back to where its elements came from', () => {
    const w = parameter([[5, 1, 3], [2, 9, 4]], float64); // prettier-ignore
    const loss = sum(mul(sort(w, { axis: 1 }), constant([1, 10, 100], float64)));
    expect(plain(gradient(loss, w as Node))).toEqual([[100, 1, 10], [1, 100, 10]]); // prettier-ignore
  });

  it('names itself in errors', () => {
    expect(() => sort(x, { axis: 1 })).toThrow('sort: axes must be whole numbers from -1 to 0, not 1');
    expect(() => argsort(x, { axis: -2 })).toThrow('argsort: axes must be whole numbers from -1 to 0, not -2');
    expect(() => sort(x, { decending: true } as never)).toThrow('descending');
    expect(() => argsort(constant(1))).toThrow('argsort: there must be an axis, got []');
  });
});

describe('argmax and argmin', () => {
  const x = constant([[2, 7, 7], [NaN, 1, NaN], [4, 4, 4]], float64); // prettier-ignore

  it('take the first among equals, or the last; NaN before all', () => {
    expect(plain(argmax(x, 1))).toEqual([1, 0, 0]);
    expect(() => argmax(x, { axis: 1 } as never)).toThrow(
      'argmax: the axis must be a number, got Object. Try argmax(x, 0).',
    );
    expect(plain(argmax(x, 1, { last: true }))).toEqual([2, 2, 2]);
    expect(plain(argmin(x, 1))).toEqual([0, 0, 0]);
    expect(plain(argmin(x, 1, { last: true, keep: true }))).toEqual([[0], [2], [2]]);
  });

  it('find the ends of int32', () => {
    const ends = constant([0, -(2 ** 31), 2 ** 31 - 1, -(2 ** 31)], { dtype: 'int32' });
    expect([plain(argmin(ends)), plain(argmin(ends, 0, { last: true })), plain(argmax(ends))]).toEqual([1, 3, 2]);
  });

  it('refuse an empty axis, when they are built or in a pass', () => {
    expect(() => argmin(constant(new Float32Array(0)))).toThrow(
      'argmin: the axis must not be empty, got [0]. Feed at least one element.',
    );
    const named = input('x', ['batch', 2]);
    const least = argmin(named, 0);
    named.set(new Float32Array(0));
    expect(() => read(least)).toThrow('argmin: the axis must not be empty, got [0, 2].');
    named.set([[1, 5], [0, 6]]); // prettier-ignore
    expect(plain(least)).toEqual([1, 0]);
  });
});

describe('any and all', () => {
  const x = constant([[1, 0], [0, 0], [3, NaN]]); // prettier-ignore

  it('reduce flags over axes', () => {
    const flags = notEqual(x, 0);
    expect([plain(any(flags)), plain(all(flags))]).toEqual([true, false]);
    expect([plain(any(flags, { axes: 1 })), plain(all(flags, { axes: 1 }))]).toEqual([[true, false, true], [false, false, true]]); // prettier-ignore
    expect(read(all(flags, { axes: 0, keep: true })).toString()).toBe('bool [1, 2] [[false, false]]');
  });

  it('are false and true of nothing', () => {
    const none = notEqual(constant(new Float32Array(0)), 0);
    expect([read(any(none)).toString(), read(all(none)).toString()]).toEqual(['bool [] false', 'bool [] true']);
  });

  it('refuse what is no flag', () => {
    expect(() => any(x)).toThrow('any: the input must be bool, got float32. Compare first, as in any(notEqual(x, 0)).');
    expect(() => all(x, { axis: 0 } as never)).toThrow('all: an option must be a known name');
  });
});

describe('with names in shapes', () => {
  it.each<readonly [name: string, apply: (x: Node) => Node]>([
    ['sort beside a name', x => sort(x)],
    ['sort along a name', x => sort(x, { axis: 0, descending: true })],
    ['the smallest of topK', x => topK(x, 2, { largest: false }).values],
  ])('%s has the values and gradients that it has for each fixed size', (_, apply) => {
    sameByName(apply as (...inputs: Node[]) => Node, [['batch', 3]]);
  });
});
