import { batch, epochs, shuffle } from '@thalweg/data';
import { adam } from '@thalweg/optim';
import { fillUniform, key } from '@thalweg/tensor';
import { distinctUntilChanged, map, of, tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  decodeSnapshot,
  earlyStopping,
  encodeSnapshot,
  evaluate,
  recordsOf,
  replay,
  restore,
  runHistory,
  snapshot,
  StateError,
  train,
  type Snapshot,
} from '../index.ts';
import { classifier, points } from '../testing/models.ts';
import { stepOf } from '../testing/steps.ts';
import { observe } from '../testing/observe.ts';

/** A run whose learning rate is a setting that falls when an epoch has ended, and the history of it. */
function aRun({ keep = 8 } = {}) {
  const { loss } = classifier();
  const history = runHistory({ settings: { learningRate: 0.05, epochs: 0 }, every: 2, keep });
  const learningRate = history.state$.pipe(map(({ settings }) => settings.learningRate), distinctUntilChanged()); // prettier-ignore
  const validation = points(20).pipe(batch(10), evaluate({ loss }, { sliceMs: Infinity }));
  const learn = train(loss, adam({ learningRate }), { sliceMs: Infinity, validation, metrics: { loss } });
  const parts = { learn, history };
  const kept: Snapshot[] = [];
  const steps$ = points(70).pipe(
    shuffle({ seed: 2 }),
    batch(16),
    epochs(6),
    learn,
    history,
    tap(record => {
      if (record.validation !== undefined)
        history.updateSettings(draft => {
          draft.learningRate *= 0.8;
          draft.epochs++;
        });
      kept.push(snapshot(parts));
    }),
  );
  return { history, parts, steps$, kept };
}

describe('a run with a history', () => {
  it('goes on as if it had never stopped, wherever it stopped: steps, states, changes and what is known of the past', async () => {
    const whole = aRun();
    const changes = observe(whole.history.changes$).values;
    const all = observe(whole.steps$);
    await all.ended;
    expect([all.values.length, whole.history.state.settings.epochs]).toEqual([30, 6]);
    const places = [...fillUniform(new Float64Array(8), key(5))].map(at => Math.floor(at * all.values.length));
    for (const place of [0, all.values.length - 1, ...places]) {
      const part = aRun();
      const first = part.history.state;
      const later = observe(part.history.changes$).values;
      restore(part.parts, decodeSnapshot(encodeSnapshot(whole.kept[place]!)));
      const rest = observe(part.steps$);
      await rest.ended;
      expect(rest.values).toEqual(all.values.slice(place + 1));
      expect(part.kept.map(historyIn)).toEqual(whole.kept.slice(place + 1).map(historyIn));
      expect(part.history.state).toEqual(whole.history.state);
      for (let step = 26; step <= 30; step++) expect(part.history.at(step)).toEqual(whole.history.at(step));
      // Whoever follows the changes is told of the restored state, too.
      expect(later.slice(1)).toEqual(changes.slice(changes.length - later.length + 1));
      expect(replay(first, later)).toEqual(whole.history.state);
    }
  });

  it('does not go on so without its history', async () => {
    const whole = aRun();
    const all = observe(whole.steps$);
    await all.ended;
    const part = aRun();
    restore({ learn: part.parts.learn }, { version: 1, parts: { learn: whole.kept[14]!.parts['learn']! } });
    const rest = observe(part.steps$);
    await rest.ended;
    expect(rest.values).not.toEqual(all.values.slice(15));
    expect(part.history.state).not.toEqual(whole.history.state);
  });

  it('finds a snapshot as it was, whatever it does later', async () => {
    const { steps$, kept } = aRun();
    let early: unknown;
    await observe(steps$, ({ step }) => { if (step === 5) early = structuredClone(historyIn(kept.at(-1)!)); }).ended; // prettier-ignore
    expect(historyIn(kept[4]!)).toEqual(early);
  });
});

describe('restoring a history', () => {
  const saved = () => {
    const history = runHistory({ settings: { rate: 1 } });
    for (let step = 1; step < 6; step++) history(of(stepOf(step))).subscribe();
    return snapshot({ history });
  };

  it('tells the state at once, and holds another copy of it', () => {
    const kept = structuredClone(saved());
    const history = runHistory({ settings: { rate: 7 } });
    const states = observe(history.state$).values;
    restore({ history }, kept);
    expect(states.map(({ settings }) => settings.rate)).toEqual([7, 1]);
    (kept.parts['history']!.values['settings'] as { rate: number }).rate = 9;
    expect(history.state.settings).toEqual({ rate: 1 });
  });

  it('that keeps less drops what is too much with the next record; one that keeps more goes on filling', () => {
    for (const [keep, steps] of [
      [3, [6]],
      [100, [1, 2, 3, 4, 5, 6]],
    ] as const) {
      const history = runHistory({ settings: { rate: 1 }, keep });
      restore({ history }, saved());
      history(of(stepOf(6))).subscribe();
      expect(recordsOf(history.state).map(({ step }) => step)).toEqual(steps);
      expect(recordsOf(history.at(5)).map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
    }
  });

  it('of a longer past forgets what it does not keep itself', () => {
    const long = runHistory({ settings: { rate: 0 } });
    for (let rate = 1; rate <= 100; rate++) long.updateSettings(draft => void (draft.rate = rate));
    const history = runHistory({ settings: { rate: 0 }, keep: 10 });
    restore({ history }, snapshot({ history: long }));
    for (let rate = 1; rate <= 100; rate++) {
      history.updateSettings(draft => void (draft.rate = rate / 2));
      expect((history.save().values['undo'] as unknown[]).length).toBeLessThanOrEqual(14);
    }
  });

  it('refuses the state of something else, or one that was damaged, and changes nothing', () => {
    const history = runHistory({ settings: { rate: 7 } });
    const before = snapshot({ history });
    const stop = earlyStopping({ of: () => 1, patience: 1 });
    expect(() => restore({ history }, { version: 1, parts: { history: stop.save() } })).toThrow(
      'runHistory: a state must have settings, records, a step and the patches that undo its changes, got best, worse. Give the state of a runHistory.',
    );
    const { values } = saved().parts['history']!;
    const wrong = {
      settings: [3],
      records: [[{ step: 1 }], { a: [] }, { 0: 1 }, { 0: [{}] }],
      step: ['1'],
      since: [null],
      undo: [[{}], {}, [{ step: 1, inverse: 2 }]],
    };
    for (const [name, others] of Object.entries(wrong))
      for (const other of [undefined, ...others]) {
        const given = { tensors: {}, values: { ...values, [name]: other } } as never;
        expect(() => restore({ history }, { version: 1, parts: { history: given } }), name).toThrow(StateError);
      }
    expect(snapshot({ history })).toEqual(before);
  });
});

const historyIn = ({ parts }: Snapshot) => parts['history'];
