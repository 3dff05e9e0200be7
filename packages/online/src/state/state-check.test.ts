import { restore, snapshot, StateError, type Saved } from '@thalweg/train';
import { from, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { rocAuc, rmse } from '@thalweg/metrics';
import { adwin, ddm, drift, encode, joinLabels, progressive, rolling, runningQuantile, standardize, stateful, tfidf } from '../index.ts'; // prettier-ignore
import type { Stateful } from './stateful.ts';

/** Restores a changed state of an operator. */
function restoring<I>(operator: Stateful<I, unknown>, items: readonly I[], change: (saved: Saved) => void): () => void {
  (from(items) as Observable<I>).pipe(operator).subscribe();
  const { parts } = structuredCloned(snapshot({ operator }));
  change(parts['operator']!);
  return () => restore({ operator }, { version: 1, parts });
}

/** A snapshot whose values and elements may be changed. */
function structuredCloned({ parts }: ReturnType<typeof snapshot>): { parts: Record<string, Saved> } {
  const copied = Object.entries(parts).map(([name, { tensors, values }]) => [
    name,
    { tensors, values: structuredClone(values) },
  ]);
  return { parts: Object.fromEntries(copied) as Record<string, Saved> };
}

const any = (operator: unknown): Stateful<unknown, unknown> => operator as Stateful<unknown, unknown>;
const outcomes = [0, 1, 1, 0].map((target, i) => ({ step: i + 1, prediction: 0.3 + i / 10, target, loss: 1 }));
const element = (name: string, at: number, value: number) => (saved: Saved) =>
  void (saved.tensors[name]!.data[at] = value);
const inState = (change: (state: Record<string, unknown>) => void) => (saved: Saved) =>
  change(saved.values['state'] as unknown as Record<string, unknown>); // prettier-ignore

describe('a damaged state is refused with what must hold', () => {
  it.each<readonly [string, Stateful<unknown, unknown>, readonly unknown[], (saved: Saved) => void, string]>([
    ['a negative count', any(drift(ddm())), [0, 1], inState(state => void ((state['detector'] as { count: number }).count = -1)), 'drift(ddm): in a state, count must be a whole number of at least 0, got -1.'],
    ['more errors than values', any(drift(ddm())), [0, 1], inState(state => void ((state['detector'] as { errors: number }).errors = 9)), 'drift(ddm): in a state, errors must be at most count, got 9.'],
    ['a width that is not that of the buckets', any(drift(adwin())), [0, 1], inState(state => void ((state['detector'] as { width: number }).width = 7)), 'in a state, width must be 2, the values of all buckets, got 7.'],
    ['NaN for a mean', any(standardize('x')), [{ x: 1 }, { x: 2 }], element('float64', 1, NaN), 'standardize: in a state, mean must be a finite number, got NaN.'],
    ['an accumulator that is cut', any(standardize('x')), [{ x: 1 }], inState(state => void ((state['cells'] as { $map: [string, { $array: number[] }][] }).$map[0]![1].$array[2] = 2)), "in a state, the cells of 'x' must be 3 float64 numbers for each element, got Float64Array."],
    ['markers that fall', any(stateful(runningQuantile(0.5))), [1, 2, 3], element('float64', 2, 0), 'in a state, the heights of markers must not fall, got 0.'],
    ['a code twice', any(encode('x', { capacity: 5 })), [{ x: 'a' }, { x: 'b' }], inState(state => void ((state['codes'] as { $map: [string, number][] }).$map[1]![1] = 0)), 'encode: in a state, the codes must be the whole numbers from 0 on, each once, got 0.'],
    ['a negative frequency', any(tfidf({ bits: 2, missing: 'allow' })), [], element('float64', 1, -3), 'tfidf: in a state, frequencies must be 4 finite numbers of at least 0, got -3.'],
    ['a negative sum', any(progressive(rmse())), outcomes, element('float64', 0, -3), 'progressive: in a state, a sum must be a number of at least 0, got -3.'],
    ['a score that is not in the window', any(rolling(rocAuc(), 5)), outcomes, element('float64', 0, 0.9), 'rolling: in a state, a score must have the examples of the window, got 0.3.'],
    ['a support below −1', any(joinLabels(from([]), { key: 'id', within: 1, capacity: 3 })), [], inState(state => void ((state['clock'] as { support: number }).support = -2)), 'joinLabels: in a state, support + 1 must be a whole number of at least 0, got -1.'],
  ])('%s', (_, operator, items, change, message) => {
    const act = restoring(operator, items, change);
    expect(act).toThrow(StateError);
    expect(act).toThrow(message);
  }); // prettier-ignore

  it('long settings are shown from where they differ', () => {
    const many = (last: number) => stateful({ name: 'many', settings: [...'x'.repeat(300), last], initial: () => ({}), step: () => 0 });
    const { parts } = snapshot({ operator: many(1) });
    expect(() => restore({ operator: many(2) }, { version: 1, parts })).toThrow(/settings ….*"x",2\]…, got ….*"x",1\]…\./);
  }); // prettier-ignore
});

describe('the check of a custom step', () => {
  const limited = (most: number) =>
    stateful<{ sum: number }, number, number>({
      name: 'limited',
      initial: () => ({ sum: 0 }),
      check: ({ sum }, is) => {
        is.finite({ sum });
        is.must(sum <= most, `sum must be at most ${most}`, sum);
      },
      step: (state, x) => (state.sum += x),
    });

  it('has its words in the error, and nothing is restored', () => {
    const [large, small] = [limited(100), limited(10)];
    from([30]).pipe(large).subscribe();
    const kept = snapshot({ part: large });
    expect(() => restore({ part: small }, kept)).toThrow(
      'limited: in a state, sum must be at most 10, got 30. It is damaged: read it from the file again, or an older one.',
    );
    const told: number[] = [];
    from([4])
      .pipe(small)
      .subscribe(sum => told.push(sum));
    expect(told).toEqual([4]);
  });

  it('that fails itself is a StateError too', () => {
    const failing = stateful({
      name: 'failing',
      initial: () => ({ list: [] as string[][] }),
      check: ({ list }) => list[0]!.join(),
      step: () => 0,
    });
    expect(() => restore({ failing }, snapshot({ failing }))).toThrow(
      'failing: a state must be whole, got one that cannot be read.',
    );
  });
});
