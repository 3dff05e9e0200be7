import { fromIterable } from '@thalweg/data';
import { sgd } from '@thalweg/optim';
import {
  concat,
  config,
  defer,
  EMPTY,
  finalize,
  from,
  map,
  NEVER,
  type Observable,
  of,
  range,
  repeat,
  Subject,
  take,
  throwError,
} from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { recordsOf, runHistory, train } from '../index.ts';
import { line } from '../testing/models.ts';
import { stepOf } from '../testing/steps.ts';
import { observe } from '../testing/observe.ts';
import { areCollected, turns } from '../testing/turns.ts';

const aHistory = () => runHistory({ settings: { rate: 1 } });
const stepsIn = (history: ReturnType<typeof aHistory>) => recordsOf(history.state).map(({ step }) => step);
const steps$ = (count: number) => range(1, count).pipe(map(step => stepOf(step)));

afterEach(() => {
  config.onUnhandledError = null;
});

describe('in a pipe, a history', () => {
  it.each([
    { of: 'a source that never emits', source$: NEVER, passed: 0, completions: 0 },
    { of: 'an empty one', source$: EMPTY, passed: 0, completions: 1 },
    { of: 'one record', source$: steps$(1), passed: 1, completions: 1 },
    { of: 'many', source$: steps$(50), passed: 50, completions: 1 },
    { of: 'records, then nothing', source$: concat(steps$(3), NEVER), passed: 3, completions: 0 },
  ])('passes on what comes of $of, the same objects, and keeps it', ({ source$, passed, completions }) => {
    const history = aHistory();
    const given: unknown[] = [];
    const log = observe(source$.pipe(map(record => (given.push(record), record)), history)); // prettier-ignore
    expect([log.values.length, log.completions, log.errors]).toEqual([passed, completions, []]);
    expect(log.values.every((record, i) => record === given[i])).toBe(true);
    expect(stepsIn(history)).toEqual(given.map((_, i) => i + 1));
    log.unsubscribe();
  });

  it('has a record in its state before it passes it on', () => {
    const history = aHistory();
    const log = observe(steps$(3).pipe(history, map(() => stepsIn(history)))); // prettier-ignore
    expect(log.values).toEqual([[1], [1, 2], [1, 2, 3]]);
  });

  it('passes on an error, keeps what came before, and goes on afterwards', () => {
    const history = aHistory();
    const broken = new Error('broken');
    const states = observe(history.state$);
    const log = observe(concat(steps$(2), throwError(() => broken)).pipe(history)); // prettier-ignore
    expect([log.values.length, log.errors, log.completions]).toEqual([2, [broken], 0]);
    from([stepOf(3)])
      .pipe(history)
      .subscribe();
    expect(stepsIn(history)).toEqual([1, 2, 3]);
    expect([states.errors, states.completions]).toEqual([[], 0]);
  });

  it('goes on with its records when it is subscribed again', () => {
    const history = aHistory();
    const run$ = steps$(2).pipe(history);
    for (const log of [observe(run$), observe(run$)]) expect(log.completions).toBe(1);
    expect(stepsIn(history)).toEqual([1, 2, 1, 2]);
  });

  it('lets go of a source when it is left, also one that would push for ever while it is subscribed', () => {
    let open = 0;
    const counted = <T>(source$: Observable<T>): Observable<T> => defer(() => { open++; return source$.pipe(finalize(() => open--)); }); // prettier-ignore
    const endless = observe(counted(steps$(5).pipe(repeat())).pipe(aHistory(), take(7)));
    expect([endless.values.length, endless.completions, open]).toEqual([7, 1, 0]);
    const waiting = observe(counted(NEVER).pipe(aHistory()));
    expect(open).toBe(1);
    waiting.unsubscribe();
    expect(open).toBe(0);
  });

  it('lets go of a source whose record it refuses', () => {
    const record$ = new Subject<ReturnType<typeof stepOf>>();
    const log = observe(record$.pipe(aHistory()));
    record$.next({ ...stepOf(1), metrics: { wrong: new Float32Array(1) } });
    expect([log.errors.length, record$.observed]).toEqual([1, false]);
  });
});

describe('who listens to a history', () => {
  it('and throws stops neither the run nor the others', async () => {
    const reported: unknown[] = [];
    config.onUnhandledError = error => reported.push(error);
    const history = aHistory();
    const fail = (): never => { throw new Error('thrown'); }; // prettier-ignore
    history.state$.subscribe(fail);
    history.changes$.subscribe(fail);
    const failed = observe(history.state$.pipe(map(fail)));
    const others = [observe(history.state$), observe(history.changes$)];
    const log = observe(fromIterable([{ x: 1, y: 2 }, { x: 2, y: 3 }]).pipe(train(line().loss, sgd()), history)); // prettier-ignore
    await log.ended;
    expect([log.values.length, log.completions, failed.errors.length]).toEqual([2, 1, 1]);
    expect(others.map(({ values, errors }) => [values.length, errors])).toEqual([[3, []], [2, []]]); // prettier-ignore
    // They are reported by a timer.
    while (reported.length < 5) await turns(1);
    expect(reported).toEqual(Array(5).fill(new Error('thrown')));
  });

  it('may change the settings at once: all others are told of one after the other', () => {
    const history = aHistory();
    const early = observe(history.state$);
    let seen: number | undefined;
    history.state$.subscribe(({ records }) => {
      if (Object.keys(records).length === 0 || history.state.settings.rate > 1) return;
      history.updateSettings(draft => void (draft.rate = 2));
      seen = history.state.settings.rate;
    });
    const late = observe(history.state$);
    const changes = observe(history.changes$);
    from([stepOf(1)])
      .pipe(history)
      .subscribe();
    expect(seen).toBe(2);
    for (const { values } of [early, late])
      expect(values.map(({ settings, records }) => [settings.rate, Object.keys(records).length])).toEqual([[1, 0], [1, 1], [2, 1]]); // prettier-ignore
    expect(changes.values.map(({ patches }) => patches[0]!.path[0])).toEqual(['records', 'settings']);
  });

  it('and joins meanwhile is told each state once, in order', () => {
    const history = aHistory();
    let joined: ReturnType<typeof observe<typeof history.state>> | undefined;
    history.state$.subscribe(({ settings: { rate } }) => {
      if (rate !== 2) return;
      history.updateSettings(draft => void (draft.rate = 3));
      joined = observe(history.state$);
    });
    history.updateSettings(draft => void (draft.rate = 2));
    expect(joined!.values.map(({ settings }) => settings.rate)).toEqual([2, 3]);
  });

  it('may feed the run: its steps are passed on in their order', () => {
    const history = aHistory();
    const record$ = new Subject<{ x: number; y: number }>();
    const log = observe(record$.pipe(train(line().loss, sgd()), history));
    history.state$.subscribe(state => {
      const { length } = recordsOf(state);
      if (length > 0 && length < 5) record$.next({ x: 1, y: length });
    });
    const states = observe(history.state$);
    record$.next({ x: 1, y: 0 });
    expect(log.values.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
    expect(states.values.map(state => recordsOf(state).length)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('is let go when it leaves', async () => {
    const history = aHistory();
    const refs = [history.state$, history.changes$].map(stream$ => {
      const listener = { next: () => {} };
      const subscription = (stream$ as Observable<unknown>).subscribe(listener);
      from([stepOf(1)])
        .pipe(history)
        .subscribe();
      subscription.unsubscribe();
      return new WeakRef(listener);
    });
    expect(await areCollected(refs)).toBe(true);
    expect(stepsIn(history)).toEqual([1, 1]);
  });
});

describe('nothing is kept alive of', () => {
  it('the records that passed, once a run has ended or was left', async () => {
    const history = aHistory();
    const refs: WeakRef<object>[] = [];
    const record$ = new Subject<ReturnType<typeof stepOf>>();
    const made = map((step: number) => {
      const record = stepOf(step);
      refs.push(new WeakRef(record));
      return record;
    });
    of(1, 2).pipe(made, history).subscribe();
    const left = record$.pipe(history).subscribe();
    of(3, 4).pipe(made).subscribe(record => record$.next(record)); // prettier-ignore
    left.unsubscribe();
    expect(await areCollected(refs)).toBe(true);
    expect([refs.length, stepsIn(history)]).toEqual([4, [1, 2, 3, 4]]);
  });

  it('the oldest records and states, while it goes on', async () => {
    const history = runHistory({ settings: { rate: 1 }, keep: 10 });
    const refs: WeakRef<object>[] = [];
    history.state$.subscribe(state => {
      if (refs.length < 20) refs.push(new WeakRef(state), ...recordsOf(state).map(record => new WeakRef(record)));
    });
    steps$(100).pipe(history).subscribe();
    expect(await areCollected(refs)).toBe(true);
  });

  it('a history that nobody refers to', async () => {
    const refs = [aHistory()].map(history => {
      steps$(20).pipe(history).subscribe();
      return new WeakRef(history);
    });
    expect(await areCollected(refs)).toBe(true);
  });
});
