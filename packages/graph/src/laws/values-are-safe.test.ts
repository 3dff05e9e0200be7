import { tensor, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { add, becomes, constant, feedOf, input, mul, openFrame, parameter, read, reshape, state, transpose, whenTraining, type Node, type Source } from '../index.ts'; // prettier-ignore
import { handOut } from '../author.ts';
import { outputsOf, pass, stepper } from '../testing/stepping.ts';

const sources = (): [name: string, source: Source][] => {
  const [set, given] = [input('set', [2]), input('given', [2])];
  set.set([1, 2]);
  given.set(tensor([1, 2]));
  return [
    ['a parameter', parameter([1, 2])],
    ['a state', state([1, 2])],
    ['an input that was set', set],
    ['an input that was set to a tensor', given],
  ];
};

/** Writes into a value, as nobody should. */
const spoil = (value: Tensor): void => void value.data.fill(99);

describe('a value that somebody writes into', () => {
  it.each(sources())('changes no source: read of %s', (_, source) => {
    spoil(read(source));
    expect(read(mul(source, 1)).toArray()).toEqual([1, 2]);
    expect(read(source.pipe(x => reshape(x, [2, 1]))).toArray()).toEqual([[1], [2]]);
  });

  it.each(sources())('changes no source: a value that a subscriber of %s received', (_, source) => {
    const twice: number[][] = [];
    (source as Node).subscribe(spoil);
    (mul(source, 2) as Node).subscribe(value => twice.push([...value.data]));
    expect(read(mul(source, 1)).toArray()).toEqual([1, 2]);
    source.set([3, 4]);
    expect(read(mul(source, 1)).toArray()).toEqual([3, 4]);
    expect(twice).toEqual([
      [2, 4],
      [6, 8],
    ]);
  });

  it.each(sources())('changes no source: of %s under another name or shape', (_, source) => {
    const views = [
      reshape(source, [2, 1]),
      reshape(reshape(source, [1, 2]), [2]),
      transpose(source),
      whenTraining(source, source),
    ] as Node[];
    for (const view of views) {
      view.subscribe(spoil);
      spoil(read(view));
    }
    expect(read(mul(source, 1)).toArray()).toEqual([1, 2]);
  });

  it('changes no constant', () => {
    const two = constant([2, 2]);
    spoil(read(two));
    expect(read(mul(two, 1)).toArray()).toEqual([2, 2]);
  });

  it('changes no register, if it is an output of a step', () => {
    const [w, v] = [parameter([1, 2]), state([0, 0])];
    const next = add(w, 1);
    const rules = [becomes(w, next), becomes(v, w)];
    const frame = openFrame({ outputs: [w, next, ...rules], steps: true });
    outputsOf(pass(frame)).forEach(spoil);
    expect(read(mul(w, 1)).toArray()).toEqual([2, 3]);
    expect(read(mul(v, 1)).toArray()).toEqual([1, 2]);
    outputsOf(pass(frame)).forEach(spoil);
    expect(read(mul(w, 1)).toArray()).toEqual([3, 4]);
  });

  it('changes no register, if a subscriber received it from a step', () => {
    const x = input('x', [2]);
    const w = parameter([1, 2]);
    const next = becomes(w, add(w, x));
    (next as Node).subscribe(spoil);
    const frame = stepper([next]);
    pass(frame, [x, [1, 1]]);
    expect(read(mul(w, 1)).toArray()).toEqual([2, 3]);
  });

  it('stays the object that the next read returns, until a write', () => {
    const w = parameter([1, 2]);
    const first = read(w);
    expect(read(w)).toBe(first);
    const two = constant([2, 2]);
    expect(read(two)).toBe(read(two));
    w.set([3, 4]);
    expect(read(w)).not.toBe(first);
    expect(first.toArray()).toEqual([1, 2]);
  });

  it('may be changed and set', () => {
    const w = parameter([1, 2]);
    const value = read(w);
    value.data[0] = 5;
    w.set(value);
    expect(read(w).toArray()).toEqual([5, 2]);
  });
});

describe('handOut', () => {
  it('returns the elements of a register without a copy, and they stay as they are', () => {
    const w = parameter([1, 2]);
    const frame = stepper([becomes(w, add(w, 1))]);
    pass(frame);
    const kept = handOut(w);
    expect(handOut(w).data).toBe(kept.data);
    pass(frame);
    pass(frame);
    expect(kept.toArray()).toEqual([2, 3]);
    expect(read(w).toArray()).toEqual([4, 5]);
  });

  it('copies the one element of a scalar', () => {
    const w = parameter(1);
    const kept = handOut(w);
    w.set(2);
    expect(kept.item()).toBe(1);
  });

  it('names a source without a value', () => {
    expect(() => handOut(input('x', [2]))).toThrow(
      "x: every input it depends on must have a value, got none for 'x'. Set it, feed it, or give the record a field of that name.",
    );
  });

  it('leaves a fed array to its owner', () => {
    const x = input('x', [2]);
    const w = state([0, 0]);
    const frame = stepper([becomes(w, x)]);
    const data = Float32Array.of(1, 2);
    frame.run([feedOf(x, data)], () => {});
    data.fill(9);
    expect(handOut(w).toArray()).toEqual([1, 2]);
  });
});
