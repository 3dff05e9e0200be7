import { fc, test } from '@fast-check/vitest';
import { allOperations, input, read, registersOf, type Runner } from '@thalweg/graph';
import { decodeModel, encodeModel } from '@thalweg/model';
import {
  joinLabels,
  learn,
  learnRows,
  multinomialNaiveBayes,
  predictFirst,
  sparse,
  type Outcome,
  type RuleModel,
} from '@thalweg/online';
import { decodeSnapshot, encodeSnapshot, predictor, restore, snapshot } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { from, lastValueFrom, Subject, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ruleColumns, ruleEvent, ruleModels } from './testing/rule-models.ts';

const runners: Readonly<Record<string, () => Runner | undefined>> = {
  interpreted: () => undefined,
  compiled: () => wasm(),
};
const EVENTS = 60;
const events = Array.from({ length: EVENTS }, (_, i) => ruleEvent(i));

const learnedBy = (
  model: RuleModel,
  runner: Runner | undefined,
  records: readonly object[] = events,
): Promise<Outcome[]> => lastValueFrom(from(records).pipe(learn(model, { runner }), toArray()) as never);

/** All numbers of outcomes. */
const numbersOf = (outcomes: readonly Outcome[]): number[] =>
  outcomes.flatMap(({ step, prediction, loss }) => [step, loss, ...(typeof prediction === 'number' ? [prediction] : prediction.data)]); // prettier-ignore

/** The elements of all states of a model. */
const statesOf = ({ rules }: RuleModel): number[][] => registersOf(...rules).map(one => [...read(one as never).data]);

describe.each(Object.entries(ruleModels))('%s', (_, make) => {
  it('computes compiled what it computes interpreted, to 1e-12 of each number', async () => {
    const [a, b] = [make(), make()];
    const [interpreted, compiled] = [numbersOf(await learnedBy(a, undefined)), numbersOf(await learnedBy(b, wasm()))];
    const close = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-12 * Math.max(1, Math.abs(y));
    expect(compiled.filter((value, i) => !close(value, interpreted[i]!))).toEqual([]);
    const [one, other] = [statesOf(a).flat(), statesOf(b).flat()];
    expect(other.filter((value, i) => !close(value, one[i]!))).toEqual([]);
  });

  describe.each(Object.entries(runners))('%s', (_, runner) => {
    test.prop([fc.nat(EVENTS)], { numRuns: 5 })('goes on from a snapshot at any event to the same bits', async cut => {
      const whole = make();
      const told = numbersOf(await learnedBy(whole, runner()));
      const first = learn(make(), { runner: runner() });
      const before = await lastValueFrom(from(events.slice(0, cut)).pipe(first, toArray()));
      const saved = encodeSnapshot(snapshot({ learning: first }));
      const model = make();
      const second = learn(model, { runner: runner() });
      restore({ learning: second }, decodeSnapshot(saved));
      const after = await lastValueFrom(from(events.slice(cut)).pipe(second, toArray()));
      expect(numbersOf([...before, ...after] as Outcome[])).toEqual(told);
      expect(statesOf(model)).toEqual(statesOf(whole));
    });

    it('has the same bits row by row, for batches of any size', async () => {
      const [one, rows] = [make(), make()];
      const singles = await learnedBy(one, runner());
      const batches = [ruleColumns(0, 1), ruleColumns(1, 7), ruleColumns(8, EVENTS - 8)];
      const told = await lastValueFrom(from(batches).pipe(learnRows(rows, { runner: runner() }), toArray()));
      expect(told.flatMap(({ losses }) => [...losses.data])).toEqual(singles.map(({ loss }) => loss));
      const said = singles.flatMap(({ prediction }) =>
        typeof prediction === 'number' ? [prediction] : [...prediction.data],
      );
      expect(told.flatMap(({ prediction }) => [...prediction.data])).toEqual(said);
      expect(statesOf(rows)).toEqual(statesOf(one));
    });

    it('answers by predictor what its next outcome says, and moves nothing', async () => {
      const model = make();
      await learnedBy(model, runner(), events.slice(0, 20));
      const ask = predictor({ said: model.prediction }, { runner: runner() });
      const before = statesOf(model);
      const { said } = ask(events[20]);
      expect(statesOf(model)).toEqual(before);
      const [outcome] = await learnedBy(model, runner(), [events[20]!]);
      expect(outcome!.prediction).toEqual(said);
    });

    it('learns labels that come later as if they came at once, and tells what it said at first', async () => {
      const [late, direct] = [make(), make()];
      const [events$, labels$] = [new Subject<object>(), new Subject<{ readonly id: number }>()];
      const told: Outcome[] = [];
      events$
        .pipe(
          predictFirst(late.prediction, { runner: runner() }),
          joinLabels(labels$, { key: 'id' as never, within: 100, capacity: 100 }),
          learn(late, { predicted: 'predicted', runner: runner() }),
        )
        .subscribe(outcome => told.push(outcome));
      const some = events.slice(0, 10);
      some.forEach(({ x, counts }, id) => events$.next({ id, x, counts }));
      some.forEach(({ y, label }, id) => labels$.next({ id, y, label } as never));
      const [first] = await learnedBy(direct, runner(), some);
      expect(told.map(({ prediction }) => prediction)).toEqual(some.map(() => first!.prediction));
      expect(statesOf(late)).toEqual(statesOf(direct));
    });
  });

  it('is saved as a file, and predicts the same when it is loaded', async () => {
    const model = make();
    await learnedBy(model, undefined);
    const bytes = encodeModel({ prediction: model.prediction }, { operations: allOperations });
    const loaded = predictor(decodeModel(bytes, { operations: allOperations }));
    for (const event of events.slice(0, 5)) expect(loaded(event)).toEqual(predictor(model.prediction)(event));
  });
});

it('a model of a sparse column is saved as a file too', async () => {
  const model = multinomialNaiveBayes(sparse('words', { bits: 4 }), input('label', [], 'int32'), { classes: 2 });
  const records = events.map(({ label, counts }, i) => ({
    'words.indices': Int32Array.of(label, 5 + (i % 9)),
    'words.values': Float32Array.of(1, counts[0]!),
    label: label % 2,
  }));
  await learnedBy(model as never, wasm(), records);
  const loaded = predictor(decodeModel(encodeModel({ prediction: model.prediction }, { operations: allOperations }), { operations: allOperations })); // prettier-ignore
  for (const record of records.slice(0, 5)) expect(loaded(record)).toEqual(predictor(model.prediction)(record));
});
