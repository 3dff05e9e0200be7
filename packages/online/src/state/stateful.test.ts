import { tensor } from '@thalweg/tensor';
import { decodeSnapshot, encodeSnapshot, restore, snapshot } from '@thalweg/train';
import { from, lastValueFrom, Subject, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { stateful, type Stateful } from './stateful.ts';

interface Sum {
  total: number;
}

const runningSum = (settings?: number): Stateful<number, number> =>
  stateful<Sum, number, number>({
    name: 'runningSum',
    ...(settings === undefined ? {} : { settings }),
    initial: () => ({ total: 0 }),
    step: (state, value) => (state.total += value),
  });

/** An operator whose state is whatever it is given. */
const holder = (first: object = {}): Stateful<object, object> =>
  stateful({ name: 'holder', initial: () => ({ kept: [first] }), step: ({ kept }, next: object) => (kept[0] = next) });

describe('stateful', () => {
  it('goes on where it was when it is subscribed again', async () => {
    const sum = runningSum();
    expect(await lastValueFrom(from([1, 2, 3]).pipe(sum, toArray()))).toEqual([1, 3, 6]);
    expect(await lastValueFrom(from([1]).pipe(sum))).toBe(7);
  });

  it('goes on from a snapshot, through a file, also while it is subscribed', () => {
    const [sum, other] = [runningSum(), runningSum()];
    const [values, others] = [new Subject<number>(), new Subject<number>()];
    const told: number[] = [];
    values.pipe(sum).subscribe();
    others.pipe(other).subscribe(value => told.push(value));
    values.next(0.1);
    const kept = decodeSnapshot(encodeSnapshot(snapshot({ sum })));
    values.next(100);
    others.next(1);
    restore({ sum: other }, kept);
    others.next(0.2);
    expect(told).toEqual([1, 0.1 + 0.2]);
  });

  it('keeps every kind of plain data to the last bit', () => {
    const data = {
      numbers: [0, -0, 1.1, NaN, Infinity, -Infinity, 2 ** 60],
      words: ['a', '', '$number'],
      nothing: null,
      missing: undefined,
      yes: true,
      $number: 'a field that looks like a mark',
      $$x: 1,
      arrays: [
        Float64Array.of(1, NaN, -0),
        Float32Array.of(0.1),
        Int32Array.of(-5, 6),
        Uint8Array.of(0, 1),
        Float64Array.of(),
      ],
      maps: new Map<string | number, unknown>([
        ['a', { x: Float64Array.of(3) }],
        [7, new Map()],
      ]),
      tensor: tensor([[1, 2, 3]], { dtype: 'float64' }),
    };
    const [one, other] = [holder(), holder()];
    from([data]).pipe(one).subscribe();
    const kept = decodeSnapshot(encodeSnapshot(snapshot({ one })));
    restore({ one: other }, kept);
    expect(other.save()).toEqual(one.save());
    let back: object | undefined;
    stateOf(other, kept => (back = kept));
    expect(back).toEqual(data);
    expect(Object.is((back as typeof data).numbers[1], -0)).toBe(true);
  });

  it('hands out a copy: what comes later does not change a snapshot', () => {
    const array = Float64Array.of(1);
    const one = holder({ array });
    const kept = snapshot({ one });
    array[0] = 2;
    let back: object | undefined;
    restore({ one }, kept);
    stateOf(one, kept => (back = kept));
    expect(back).toEqual({ array: Float64Array.of(1) });
  });

  it('refuses a state of another kind, of other settings, with other fields, and what it cannot keep', () => {
    const sum = runningSum(1);
    const kept = snapshot({ part: sum });
    expect(() => restore({ part: holder() }, kept)).toThrow('holder: a state must be of holder, got "runningSum".');
    expect(() => restore({ part: runningSum(2) }, kept)).toThrow(
      'runningSum: a state must be of the settings 2, got 1. Use the settings it was saved with.',
    );
    const renamed = stateful({ name: 'runningSum', settings: 1, initial: () => ({ sum: 0 }), step: () => 0 });
    expect(() => restore({ part: renamed }, kept)).toThrow(
      'runningSum: a state must have the fields sum: number, got total: number.',
    );
    const deep = stateful({ name: 'runningSum', settings: 1, initial: () => ({ total: { of: 0 } }), step: () => 0 });
    expect(() => restore({ part: deep }, kept)).toThrow(
      'must have the fields total: { of: number }, got total: number.',
    );
    expect(() => snapshot({ part: holder({ call: () => 1 }) })).toThrow(
      'holder: a state must be of numbers, strings, booleans, typed arrays, tensors, and objects, arrays and maps of these, got function at state.kept.0.call.',
    );
    const { part } = kept.parts as Record<string, { tensors: object; values: object }>;
    const damaged = {
      ...kept,
      parts: { part: { ...part!, values: { ...part!.values, state: { $array: ['float64', 0, 9] } } } },
    };
    expect(() => restore({ part: runningSum(1) }, damaged as never)).toThrow('runningSum: a state must be whole');
  });
});

/** Looks at what a holder holds. */
function stateOf(one: Stateful<object, object>, look: (kept: object) => void): void {
  const { values, tensors } = one.save();
  const probe = stateful<{ kept: object[] }, null, void>({
    name: 'holder',
    initial: () => ({ kept: [{}] }),
    step: ({ kept }) => look(kept[0]!),
  });
  probe.prepare({ values, tensors })();
  from([null]).pipe(probe).subscribe();
}
