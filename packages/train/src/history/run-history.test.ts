import { batch, epochs } from '@thalweg/data';
import { read } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { ContractError, tensor, type Tensor } from '@thalweg/tensor';
import { accuracy } from '@thalweg/metrics';
import { distinctUntilChanged, from, map, range, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  evaluate,
  measure,
  recordsOf,
  runHistory,
  StateError,
  step,
  train,
  type Change,
  type StepRecord,
} from '../index.ts';
import { classifier, line, points } from '../testing/models.ts';
import { stepOf } from '../testing/steps.ts';
import { observe } from '../testing/observe.ts';

const settings = { optimizer: 'adam', learningRate: 1e-3, layers: [{ units: 128 }, { units: 10 }] };

/** A history that was told of the steps 1 to `steps`. */
function after(steps: number, options: { every?: number; keep?: number } = {}) {
  const history = runHistory({ settings, ...options });
  const changes = observe(history.changes$).values;
  const states = observe(history.state$).values;
  range(1, steps).pipe(map(step => stepOf(step)), history).subscribe(); // prettier-ignore
  return { history, changes, states };
}

const stepsOf = (state: Parameters<typeof recordsOf<{ readonly step: number }>>[0]) =>
  recordsOf(state).map(({ step }) => step);

describe('the state of a run', () => {
  it('begins with the settings and no records', () => {
    const { history, states, changes } = after(0);
    expect(history.state).toEqual({ settings, records: {} });
    expect([states, changes]).toEqual([[history.state], []]);
  });

  it('has one record of so many steps, and those that were validated', () => {
    const history = runHistory({ settings, every: 4 });
    const validated = [3, 4, 9];
    range(1, 10).pipe(map(step => stepOf(step, validated.includes(step) ? { validation: { loss: step } } : {})), history).subscribe(); // prettier-ignore
    expect(recordsOf(history.state)).toEqual([
      stepOf(3, { validation: { loss: 3 } }),
      stepOf(4, { validation: { loss: 4 } }),
      stepOf(8),
      stepOf(9, { validation: { loss: 9 } }),
    ]);
  });

  it('is told at once to who subscribes, then whenever it changes', () => {
    const { history, states } = after(3, { every: 2 });
    expect(states.map(stepsOf)).toEqual([[], [2]]);
    const late = observe(history.state$);
    history.updateSettings(draft => {
      draft.learningRate = 1;
    });
    expect(late.values).toEqual([states[1], history.state]);
    expect(history.state.settings).toEqual({ ...settings, learningRate: 1 });
  });

  it('keeps of a real run what the run told, metrics and validation too', async () => {
    const { loss, logits, label } = classifier();
    const metrics = { loss, accuracy: logits.pipe(measure(accuracy(), label)) };
    const history = runHistory({ settings });
    const validation = points(20).pipe(batch(20), evaluate(metrics));
    const log = observe(points(30).pipe(batch(10), epochs(2), train(loss, sgd(), { metrics, validation }), history));
    await log.ended;
    expect(log.values.map(({ validation }) => typeof validation?.accuracy)).toEqual(['undefined', 'undefined', 'number', 'undefined', 'undefined', 'number']); // prettier-ignore
    expect(recordsOf(history.state)).toEqual(log.values);
  });

  it('changes the learning rate of a run that follows it, from the next step on', () => {
    const { w, loss } = line();
    const history = runHistory({ settings: { learningRate: 0.1 } });
    const learningRate = history.state$.pipe(map(({ settings }) => settings.learningRate), distinctUntilChanged()); // prettier-ignore
    const record$ = new Subject<{ x: number; y: number }>();
    record$.pipe(train(loss, sgd({ learningRate })), history).subscribe();
    record$.next({ x: 1, y: 2 });
    history.updateSettings(draft => void (draft.learningRate = 0.01));
    record$.next({ x: 2, y: 1 });
    // w ← w − rate · 2x(wx − y), by hand.
    expect(read(w).item()).toBeCloseTo(0.4 - 0.01 * 4 * (0.8 - 1), 12);
    const fixed = line();
    const descend = step(fixed.loss, sgd({ learningRate: 0.1 }));
    for (const record of [{ x: 1, y: 2 }, { x: 2, y: 1 }]) descend(record); // prettier-ignore
    expect(read(fixed.w).item()).not.toBeCloseTo(read(w).item(), 3);
  });
});

describe('a change', () => {
  it('by a record is one patch, and one more when the oldest chunk goes', () => {
    const { changes } = after(5_000, { keep: 100 });
    expect(changes).toHaveLength(5_000);
    expect(Math.max(...changes.map(({ patches }) => patches.length))).toBe(2);
    expect(changes.filter(({ patches }) => patches.length === 2)).toHaveLength(490);
    expect(changes[3]).toEqual({
      step: 4,
      patches: [{ op: 'add', path: ['records', '0', 3], value: stepOf(4) }],
      inverse: [{ op: 'remove', path: ['records', '0', 3] }],
    });
  });

  it('by a record leaves the settings and all chunks but the last the same objects', () => {
    const { states } = after(60, { keep: 100 });
    for (const [index, { settings, records }] of states.entries()) {
      const next = states[index + 1];
      if (next === undefined) break;
      expect(next.settings).toBe(settings);
      for (const number of Object.keys(records).slice(0, -1)) expect(next.records[number]).toBe(records[number]);
      for (const [number, chunk] of Object.entries(records)) for (const [i, record] of chunk.entries()) expect(next.records[number]![i]).toBe(record);
    }
    expect(Object.keys(states.at(-1)!.records)).toHaveLength(6);
  }); // prettier-ignore

  it('of a setting leaves records and other settings the same objects', () => {
    const { history, changes } = after(30);
    const before = history.state;
    history.updateSettings(draft => {
      draft.layers[0]!.units = 64;
    });
    expect(history.state.records).toBe(before.records);
    expect(history.state.settings.layers[1]).toBe(before.settings.layers[1]);
    expect(before.settings).toEqual(settings);
    expect(changes.at(-1)).toEqual({
      step: 30,
      patches: [{ op: 'replace', path: ['settings', 'layers', 0, 'units'], value: 64 }],
      inverse: [{ op: 'replace', path: ['settings', 'layers', 0, 'units'], value: 128 }],
    });
  });

  it('that changes nothing is none', () => {
    const { history, changes, states } = after(2);
    const before = history.state;
    history.updateSettings(draft => {
      draft.learningRate = 1e-3;
    });
    expect(history.state).toBe(before);
    expect([changes.length, states.length]).toEqual([2, 3]);
  });

  it('to undefined takes a setting away', () => {
    const history = runHistory<{ seed?: number | undefined }>({ settings: { seed: 1 } });
    const changes = observe(history.changes$).values;
    history.updateSettings(draft => {
      draft.seed = undefined;
    });
    expect(Object.keys(history.state.settings)).toEqual([]);
    expect(changes[0]!.patches).toEqual([{ op: 'remove', path: ['settings', 'seed'] }]);
  });

  it('that throws half-way leaves all as it was', () => {
    const { history, changes } = after(1);
    const before = history.state;
    const broken = new Error('broken');
    expect(() => history.updateSettings(draft => { draft.learningRate = 1; throw broken; })).toThrow(broken); // prettier-ignore
    expect(history.state).toBe(before);
    expect(changes).toHaveLength(1);
  });

  it('inside the recipe of another comes first', () => {
    const { history } = after(3);
    history.updateSettings(draft => {
      history.updateSettings(inner => void (inner.optimizer = 'sgd'));
      draft.learningRate = 1;
    });
    expect(history.state.settings).toEqual({ ...settings, optimizer: 'sgd', learningRate: 1 });
    expect(history.at(2).settings).toEqual(settings);
  });
});

describe('what is kept', () => {
  it.each([1, 2, 3, 10, 100, 1000])('is at most %i records, and all of them but a chunk', keep => {
    const { history, states } = after(2_500, { keep });
    const chunk = Math.ceil(Math.sqrt(keep));
    for (const [index, state] of states.entries()) {
      if (index % 97 > 0) continue;
      const steps = stepsOf(state);
      expect(steps).toEqual(Array.from({ length: steps.length }, (_, i) => index - steps.length + 1 + i));
      expect(steps.length).toBeLessThanOrEqual(keep);
      expect(steps.length).toBeGreaterThanOrEqual(Math.min(index, keep - chunk + 1));
    }
    expect(history.at(2_500)).toBe(history.state);
  });

  it('does not grow with the run: neither the state, nor a change, nor what is saved', () => {
    const sizes = [12_000, 48_000].map(steps => {
      const history = runHistory({ settings, keep: 100 });
      let longest = 0;
      history.changes$.subscribe(change => (longest = Math.max(longest, JSON.stringify(change).length)));
      // All numbers have as many digits in the long run as in the short one.
      range(100_001, steps).pipe(map(step => ({ ...stepOf(step), loss: 0.5 })), history).subscribe(); // prettier-ignore
      history.updateSettings(draft => void (draft.learningRate = 2));
      return [longest, JSON.stringify(history.state).length, JSON.stringify(history.save()).length];
    });
    expect(sizes[1]).toEqual(sizes[0]);
  });

  it('is bounded for settings that change for ever, too', () => {
    const { history } = after(1, { keep: 20 });
    for (let i = 0; i < 1000; i++) history.updateSettings(draft => void (draft.learningRate = i));
    const undo = history.save().values['undo'] as unknown[];
    expect(undo.length).toBeLessThanOrEqual(25);
  });
});

describe('as of a step', () => {
  it('the state is the one that it was then, also between records, and where the oldest are gone', () => {
    const history = runHistory({ settings, every: 3, keep: 9 });
    const states = [history.state];
    range(1, 60).pipe(map(step => stepOf(step)), history).subscribe(({ step }) => {
      if (step % 10 === 0) history.updateSettings(draft => void (draft.learningRate = step));
      states[step] = history.state;
    }); // prettier-ignore
    for (let step = 40; step <= 60; step++) expect(history.at(step)).toEqual(states[step]);
  });

  it('is not known beyond what is kept, nor ahead', () => {
    const { history } = after(50, { keep: 9 });
    expect(history.at(41)).toBeDefined();
    for (const step of [0, 30, 51, NaN, -1]) expect(() => history.at(step)).toThrow(StateError);
    expect(() => history.at(7)).toThrow(
      /^runHistory: the step must be from 3\d to 50, between which changes are kept, got 7\. Keep more/,
    );
    expect(() => after(5).history.at(-1)).toThrow(StateError);
  });

  it('before the first step is the first state', () => {
    const { history, states } = after(5);
    expect(history.at(0)).toEqual(states[0]);
  });

  it('of steps that were taken twice is the later one', () => {
    const { history, states } = after(5);
    from([1, 2, 3]).pipe(map(step => stepOf(step)), history).subscribe(); // prettier-ignore
    expect(history.at(2)).toEqual(states[7]);
    expect(stepsOf(history.at(2))).toEqual([1, 2, 3, 4, 5, 1, 2]);
  });
});

describe('nobody else', () => {
  it('changes the state by what came in', () => {
    const own = structuredClone(settings);
    const history = runHistory({ settings: own });
    const record = { ...stepOf(1), metrics: { a: 1 } as { a: number } };
    from([record]).pipe(history).subscribe();
    const added = Object.freeze({ units: 5, names: ['a'] });
    history.updateSettings(draft => void draft.layers.push(added));
    const before = structuredClone(history.state);
    own.layers[0]!.units = 0;
    record.metrics.a = 2;
    added.names.push('b');
    expect(history.state).toEqual(before);
    expect(history.at(0).settings).toEqual(settings);
  });

  it('changes it by what goes out: all of that is frozen', () => {
    const { history, changes } = after(40, { keep: 20 });
    history.updateSettings(draft => void draft.layers.push({ units: 3 }));
    for (const value of [history.state, history.at(38), ...changes]) expect(thawed(value)).toEqual([]);
    expect(thawed({ a: Object.freeze({ b: [] }) })).toEqual(['', '.a.b']);
  });

  it('finds a record frozen that passed', () => {
    const record = { ...stepOf(1), metrics: {} };
    const log = observe(from([record]).pipe(runHistory({ settings })));
    expect(log.values[0]).toBe(record);
    expect(thawed(record)).toEqual(['', '.metrics']);
  });

  it('finds an object frozen that a recipe put in', () => {
    const layer = { units: 3 };
    runHistory({ settings }).updateSettings(draft => void draft.layers.push(layer));
    expect(Object.isFrozen(layer)).toBe(false);
  });
});

describe('a history refuses', () => {
  const matrix = tensor([[1, 2], [3, 4]]) as unknown as Tensor; // prettier-ignore
  const loose = <V>(options: { every?: number } = {}) =>
    runHistory<object, StepRecord<Record<never, never>, V>>({ settings: {}, ...options });

  it('a tensor or typed array in a record, where it first occurs, and says what to do', () => {
    for (const [given, words] of [
      [matrix, 'a tensor'],
      [new Float32Array(2), 'an object of Float32Array'],
    ] as const) {
      const record = { ...stepOf(1), validation: { confusion: { counts: given } } };
      const history = loose();
      const log = observe(from([record]).pipe(history));
      expect(log.errors).toMatchObject([new StateError('runHistory', 'what it keeps must be plain JSON', `${words} as record.validation.confusion.counts`, 'Turn it into numbers first, as toArray() and Array.from() do.')]); // prettier-ignore
      expect(log.errors[0]).toBeInstanceOf(StateError);
      expect([log.values, recordsOf(history.state)]).toEqual([[], []]);
    }
  });

  it('it in the first record, also if that would not be kept', () => {
    const record = { ...stepOf(1), metrics: { given: matrix } };
    expect(observe(from([record]).pipe(loose({ every: 10 }) as never)).errors).toHaveLength(1);
  });

  it('no record that turned it into numbers', () => {
    const record = { ...stepOf(1), validation: { confusion: matrix.toArray() as number[][] } };
    const history = loose<{ confusion: number[][] }>();
    from([record]).pipe(history).subscribe();
    expect(recordsOf(history.state)).toEqual([record]);
  });

  it('it by its type, where no other was asked for', () => {
    const history = runHistory({ settings });
    const records$ = from([{ ...stepOf(1), validation: { confusion: matrix } }]);
    // @ts-expect-error: a tensor is no number
    expect(observe(records$.pipe(history)).errors).toHaveLength(1);
  });

  it.each([
    ['a tensor', { a: [matrix] }, 'a tensor as settings.a[0]'],
    ['a date', { a: new Date(0) }, 'an object of Date as settings.a'],
    ['a function', { a: () => 1 }, 'a value of type function as settings.a'],
    ['a hole', { a: [undefined] }, 'a value of type undefined as settings.a[0]'],
    [
      'a prototype',
      JSON.parse('{ "a": { "__proto__": 1 } }') as object,
      'an object with a property __proto__ as settings.a',
    ],
    ['a bigint', { a: 1n }, 'a value of type bigint as settings.a'],
  ] as const)('%s in settings, at first and later', (_, given: object, words) => {
    expect(() => runHistory({ settings: given })).toThrow(words);
    const history = runHistory<object>({ settings: {} });
    const before = history.state;
    expect(() => history.updateSettings(draft => void Object.assign(draft, given))).toThrow(words);
    expect(() => history.updateSettings(draft => void Object.assign(draft, given))).toThrow(StateError);
    expect(history.state).toBe(before);
  });

  it.each([0, -1, 1.5, NaN, Infinity])('%s for every and keep', value => {
    expect(() => runHistory({ settings, every: value })).toThrow(ContractError);
    expect(() => runHistory({ settings, keep: value })).toThrow(
      `keep must be a whole number of at least 1, got ${value}`,
    );
  });
});

/** The places in a value that could be written to. */
function thawed(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([name, item]) => thawed(item, `${path}.${name}`));
  return Object.isFrozen(value) ? below : [path, ...below];
}

// Changes are plain: they survive being text.
it('changes are JSON', () => {
  const { changes } = after(50, { keep: 10 });
  expect(JSON.parse(JSON.stringify(changes)) as Change[]).toEqual(changes);
});
