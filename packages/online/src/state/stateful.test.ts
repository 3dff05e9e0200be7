import { batch, Dataset, filter, fromIterable, map } from '@thalweg/data';
import { input, mean, parameter, read, square, sub } from '@thalweg/graph';
import { rmse, rocAuc } from '@thalweg/metrics';
import { sgd } from '@thalweg/optim';
import { tensor } from '@thalweg/tensor';
import { decodeSnapshot, encodeSnapshot, restore, type Saved, snapshot, StateError, train } from '@thalweg/train';
import { filter as rxFilter, from, lastValueFrom, type Observable, Subject, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  adwin,
  ddm,
  drift,
  encode,
  joinLabels,
  progressive,
  rolling,
  runningQuantile,
  standardize,
  tfidf,
} from '../index.ts';
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

const numbers = fromIterable(Array.from({ length: 40 }, (_, i) => ({ x: Math.sin(i) * 5 + 2 })));

/** A scaler before a model, built anew by each call. */
function pipeline() {
  const w = parameter(0.5, { name: 'w' });
  const loss = square(sub(input('x', []), w));
  const scaler = standardize('x');
  const learning = train(loss, sgd({ learningRate: 0.05 }));
  return { parts: { scaler, learning }, scaler, learning, weight: () => read(w).item() };
}

describe('a dataset behind an operator that keeps a state', () => {
  it('stays a dataset', () => {
    expect(numbers.pipe(standardize('x'))).toBeInstanceOf(Dataset);
  });

  it('is resumed without an item that counts twice', async () => {
    const whole = pipeline();
    await lastValueFrom(numbers.pipe(whole.scaler, whole.learning));
    const first = pipeline();
    await lastValueFrom(numbers.pipe(first.scaler, first.learning, take(13)));
    const second = pipeline();
    restore(second.parts, snapshot(first.parts));
    await lastValueFrom(numbers.pipe(second.scaler, second.learning));
    expect(snapshot(second.parts)).toEqual(snapshot(whole.parts));
    expect(second.weight()).toBe(whole.weight());
  });

  it('is resumed behind operators that drop records, if these come first', async () => {
    const some = () => numbers.pipe(rxFilter(({ x }) => x > 0)).pipe(filter(({ x }) => x < 6));
    const whole = pipeline();
    await lastValueFrom(some().pipe(whole.scaler, whole.learning));
    const first = pipeline();
    await lastValueFrom(some().pipe(first.scaler, first.learning, take(7)));
    const second = pipeline();
    restore(second.parts, snapshot(first.parts));
    await lastValueFrom(some().pipe(second.scaler, second.learning));
    expect(snapshot(second.parts)).toEqual(snapshot(whole.parts));
  });

  it('is resumed behind a later filter, which keeps the place of its source', async () => {
    const later = ({ parts, scaler, learning }: ReturnType<typeof pipeline>, most = Infinity) =>
      lastValueFrom(
        numbers
          .pipe(
            scaler,
            filter(({ x }) => x > 0),
          )
          .pipe(learning, take(most)),
      ).then(() => snapshot(parts));
    const whole = await later(pipeline());
    const [first, second] = [pipeline(), pipeline()];
    restore(second.parts, await later(first, 5));
    expect(await later(second)).toEqual(whole);
  });

  it('refuses to be resumed behind a later filter of RxJS, which would count records twice', async () => {
    const some = (source: Observable<{ x: number }>) => source.pipe(rxFilter(({ x }) => x > 0));
    const first = pipeline();
    await lastValueFrom(some(numbers.pipe(first.scaler)).pipe(first.learning, take(5)));
    const second = pipeline();
    restore(second.parts, snapshot(first.parts));
    await expect(lastValueFrom(some(numbers.pipe(second.scaler)).pipe(second.learning))).rejects.toThrow(
      'open: items must not be read again behind an operator that keeps a state, or mapAsync without order, got an offset after 5',
    );
  });

  it('goes to a position behind map and batch', async () => {
    const model = () => {
      const loss = square(sub(input('x', ['batch']), parameter([0.5], { name: 'w' })));
      const learning = train(mean(loss), sgd({ learningRate: 0.05 }));
      return { scaler: standardize('x'), learning };
    };
    const batches = ({ scaler, learning }: ReturnType<typeof model>) =>
      (numbers.pipe(scaler) as Dataset<{ x: number }>).pipe(
        map(({ x }) => ({ x })),
        batch(4),
        learning,
      );
    const whole = model();
    await lastValueFrom(batches(whole));
    const first = model();
    await lastValueFrom(batches(first).pipe(take(3)));
    const second = model();
    restore({ ...second }, snapshot({ ...first }));
    await lastValueFrom(batches(second));
    expect(snapshot({ ...second })).toEqual(snapshot({ ...whole }));
  });
});

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
