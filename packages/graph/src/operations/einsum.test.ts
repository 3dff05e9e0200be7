import type { Shape } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { constant, einsum, input, matmul, parameter, type Node } from '../index.ts';
import { sameByName } from '../testing/same-by-name.ts';

describe('einsum of axes with names', () => {
  it.each<readonly [subscripts: string, shapes: readonly Shape[]]>([
    [
      'bi,ij->bj',
      [
        ['batch', 3],
        [3, 2],
      ],
    ],
    [
      'bij,bjk->bik',
      [
        ['batch', 2, 3],
        ['batch', 3, 2],
      ],
    ],
    [
      'bihd,bjhd->bhij',
      [
        ['batch', 'time', 2, 2],
        ['batch', 'time', 2, 2],
      ],
    ],
    [
      'btd,btd->',
      [
        ['batch', 'time', 2],
        ['batch', 'time', 2],
      ],
    ],
    [
      'bti,ijk->jbkt',
      [
        ['batch', 'time', 2],
        [2, 2, 2],
      ],
    ],
    ['bb->b', [['batch', 'batch']]],
    [
      '...i,ij->...j',
      [
        ['batch', 'time', 3],
        [3, 2],
      ],
    ],
    [
      'abc,bcd->ad',
      [
        [2, 'batch', 'time'],
        ['batch', 'time', 2],
      ],
    ],
  ])('%s has the values and gradients that it has for each fixed size', (subscripts, shapes) => {
    sameByName((...nodes) => einsum(subscripts, ...nodes) as Node, shapes.map(shape => shape.map(size => (size === 'time' ? 'batch' : size)))); // prettier-ignore
  });

  it('keeps the names', () => {
    const [x, y] = [input('x', ['batch', 'time', 3]), input('y', [3, 'time'])];
    expect(einsum('bti,is->bts', x, y).shape).toEqual(['batch', 'time', 'time']);
    expect(einsum('...i', x).shape).toEqual(['batch', 'time', 3]);
    expect(einsum('cba', x).shape).toEqual([3, 'time', 'batch']);
  });
});

it('is a single product of matrices where there is one', () => {
  const [a, b] = [parameter([[1, 2]]), parameter([[3], [4]])] as Node[];
  const own = einsum('ij,jk->ik', a!, b!);
  expect([own.name, own.inputs]).toEqual([matmul(a!, b!).name, [a, b]]);
});

describe('subscripts that cannot be read, and values that do not fit them, are refused:', () => {
  const [a, b] = [constant([[1, 2, 3]]) as Node, constant([[1, 2], [3, 4]]) as Node]; // prettier-ignore

  it.each<readonly [message: string, build: () => unknown]>([
    ["einsum: there must be a term for each of 2 nodes, got 'ij->ij'. Try 'ij,jk->ik' for two.", () => einsum('ij->ij', a, b)],
    ["einsum: there must be a term for each of 1 nodes, got 'ij->ji->ij'.", () => einsum('ij->ji->ij', a)],
    ["einsum: labels must be letters, with one ellipsis of three dots at most, got 'i1'.", () => einsum('i1', a)],
    ["einsum: 'ijk' must have a label for each axis, got [1, 3]. Write an ellipsis for the others.", () => einsum('ijk', a)],
    ["einsum: 'ijk...' must have a label for each axis, got [1, 3].", () => einsum('ijk...', a)],
    ["einsum: label 'k' of the output must be one of the terms, once, got 'ij->ik'. Name each axis of the result.", () => einsum('ij->ik', a)],
    ["einsum: label 'i' of the output must be one of the terms, once, got 'ij->ii'.", () => einsum('ij->ii', a)],
    ["einsum: the output must have the ellipsis of the terms, got '...i->i'. Try '...ij->...ji'.", () => einsum('...i->i', a)],
    ["einsum: label 'j' must have one size, not 3 and 2, got [1, 3] and [2, 2]. Check the subscripts.", () => einsum('ij,jk', a, b)],
    ["einsum: label 'i' must have one size, not 1 and 3, got [1, 3].", () => einsum('ii', a)],
    ['einsum: the axes of the ellipsis must have one size, not 3 and 2, got [1, 3] and [2, 2].', () => einsum('...,...', a, b)],
  ])('%s', (message, build) => {
    expect(build).toThrow(message);
  }); // prettier-ignore
});
