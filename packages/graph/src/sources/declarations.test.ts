import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { cast, constant, fromObservable, input, oneHot, parameter, read, state } from '../index.ts';

describe('a declared shape', () => {
  it.each([[[-1]], [[NaN]], [[1.5]], [['batch', Infinity]], [['']], [[2, null as unknown as number]]])(
    'refuses %j',
    shape => {
      expect(() => input('x', shape as number[])).toThrow(
        /^x: a shape must be an array of sizes, each a whole number from 0 on or a name/,
      );
      expect(() => fromObservable(null as never, { shape: shape as number[] })).toThrow(
        'stream: a shape must be an array',
      );
    },
  );

  it.each([undefined, 4, 'batch', { 0: 4 }])('refuses %j, which is no array', shape => {
    expect(() => input('x', shape as never)).toThrow('x: a shape must be an array of sizes');
  });

  it('is copied, so that a later change of the array changes nothing', () => {
    const shape = ['batch', 2];
    const x = input('x', shape);
    shape[1] = 3;
    expect(x.shape).toEqual(['batch', 2]);
  });
});

describe('a dtype that does not exist', () => {
  it.each([
    ['input', () => input('x', [], 'foo' as 'int32')],
    ['input with options', () => input('x', [], { dtype: 'foo' as 'int32' })],
    ['constant', () => constant([1], { dtype: 'foo' as 'int32' })],
    ['parameter', () => parameter(1, { dtype: 'foo' as 'int32' })],
    ['state', () => state(1, { dtype: 'foo' as 'int32' })],
    ['cast', () => cast(constant(1), 'foo' as 'int32')],
    ['oneHot', () => oneHot(constant([1], { dtype: 'int32' }), 2, { dtype: 'foo' as 'int32' })],
  ])('is refused by %s', (_, build) => {
    expect(build).toThrow(/dtype: it must be a known name, got 'foo'/);
  });

  it('gets the one that was meant', () => {
    expect(() => input('x', [], 'float' as 'float32')).toThrow("Did you mean 'float32'?");
    expect(() => input('x', [], 'int' as 'int32')).toThrow("Did you mean 'int32'?");
  });
});

describe('an array that contains itself', () => {
  it('is refused', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => constant(cycle as never)).toThrow('arrays must be nested at most 64 deep');
    expect(() => input('x', [2]).set(cycle as never)).toThrow('Does one contain itself?');
  });
});

describe('options of sources and operations', () => {
  it('are refused if they do not exist', () => {
    expect(() => input('x', [], { dtpye: 'int32' } as never)).toThrow("input: an option must be a known name, got 'dtpye'. Did you mean 'dtype'?"); // prettier-ignore
    expect(() => tensor([1, 2], { shpae: [2] } as never)).toThrow("tensor: an option must be a known name, got 'shpae'. Did you mean 'shape'?"); // prettier-ignore
    expect(() => tensor([1, 2], [2] as never)).toThrow('tensor: options must be an object, got Array.');
    expect(() => parameter(1, 'w' as never)).toThrow(
      "parameter: options must be an object, got 'w'. Try { name: 'w' }.",
    );
  });
});

describe('the advice for a value of another shape', () => {
  it('names the missing axis only if the value lacks that', () => {
    const y = input('y', ['batch', 1]);
    expect(() => y.set([4])).toThrow("got [1]. Add the axis 'batch'");
    expect(() => y.set([1, 2, 3, 4])).toThrow(
      'y: a value must have the shape [batch, 1], got [4]. Its elements would fit: change its axes of size 1, or those of the source.',
    );
    expect(() =>
      y.set([
        [1, 2],
        [3, 4],
      ]),
    ).toThrow('got [2, 2]. Check the value, or the shape of the source.');
    expect(() => input('x', ['batch', 2]).set([1, 2])).toThrow("Add the axis 'batch'");
    y.set(new Float32Array(4));
    expect(read(y).shape).toEqual([4, 1]);
  });
});
