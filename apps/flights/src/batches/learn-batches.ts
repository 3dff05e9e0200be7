import { batch, epochs, fromIterable, shuffle } from '@thalweg/data';
import type { Runner } from '@thalweg/graph';
import { logLoss } from '@thalweg/metrics';
import { type Importances, permutationImportance } from '@thalweg/report';
import { evaluate, measure, type Parts, recordsOf, runHistory, type StepRecord, train } from '@thalweg/train';
import { concat, defer, lastValueFrom, map, type Observable, switchMap } from 'rxjs';
import { type Flights, lateness } from '../data/flights.ts';
import { PRIOR } from '../events/baselines.ts';
import { bandOf } from '../events/events.ts';
import { flightFeatures } from '../features/flight-features.ts';
import { recentFields } from '../features/recent-delays.ts';
import { type Evaluation, evaluationMetrics, evaluationOf } from '../measure/figures.ts';
import { batchModelNames, batchModels } from '../models/batch-models.ts';
import type { FlightModel } from '../models/flight-models.ts';
import { recordOf } from '../stream/stream-measures.ts';
import { batchTables, type BatchTables } from './batch-tables.ts';
import { timeSplit, type TimeSplit } from './time-split.ts';

/** The flights of a training step, and those that are predicted at once. */
const BATCH = 256;

const PREDICTED = 1000;

/** The names of what predicts by batches. */
export type BatchPredictor = 'baseRate' | 'table' | (typeof batchModelNames)[number];

/** The settings that the training by batches depends on. */
export interface BatchSettings {
  readonly bits: number;
  readonly seed: number;
  readonly epochs: number;
  readonly runner: Runner | undefined;
}

/** Builds the trainings by batches on the first half of the flights, and their test on the second. */
export function learnBatches(flights: Flights, { bits, seed, epochs: count, runner }: BatchSettings) {
  const split = timeSplit(flights);
  const models = batchModels(flightFeatures({ bits, keep: [] }), { airports: flights.airports.length, seed });
  const stepsOfOne = Math.ceil(split.training.length / BATCH) * count;
  const trainings = recordOf(batchModelNames, name => ({
    learn: train(models[name].model.loss, models[name].optimizer, { runner }),
    history: runHistory<object, StepRecord>({ settings: {}, keep: stepsOfOne }),
  }));
  const tables = once(() => batchTables(flights, split, bits));
  const trained = ({ training }: BatchTables, name: (typeof batchModelNames)[number]) =>
    training.pipe(shuffle({ seed }), batch(BATCH), epochs(count), trainings[name].learn, trainings[name].history);
  const steps$ = concat(
    ...batchModelNames.map((name, i) =>
      defer(tables).pipe(
        switchMap(known => trained(known, name)),
        map(({ step, loss }) => ({ step: i * stepsOfOne + step, loss, model: name })),
      ),
    ),
  );
  const evaluations = async (): Promise<Readonly<Record<BatchPredictor, Evaluation>>> => {
    const { test } = await tables();
    const late = Float32Array.from(split.test, row => lateness(flights.delay[row]!));
    const { baseRate, table } = frozenBaselines(flights, split);
    const [logistic, factorization, network] = await Promise.all(
      batchModelNames.map(name => lastValueFrom(test.pipe(batch(PREDICTED), evaluated(models[name], runner)))),
    );
    const measured = { logistic: logistic!, factorization: factorization!, network: network! };
    return { baseRate: evaluationOf(baseRate, late), table: evaluationOf(table, late), ...measured };
  };
  const named = batchModelNames.flatMap(name =>
    Object.entries(trainings[name]).map(([part, kept]) => [`batches ${name} ${part}`, kept] as const),
  );
  return {
    steps$,
    steps: stepsOfOne * batchModelNames.length,
    parts: Object.fromEntries(named) as Parts,
    evaluations,
    importances: async () => importances(await tables(), models.logistic, { bits, seed, runner }),
    records: () => recordOf(batchModelNames, name => recordsOf(trainings[name].history.state)),
  };
}

/** Returns an operator that evaluates a model. */
function evaluated({ model, late }: FlightModel<readonly ['batch']>, runner: Runner | undefined) {
  const { auc, logLoss, roc, calibration } = evaluationMetrics();
  const { prediction } = model;
  const metrics = {
    auc: prediction.pipe(measure(auc, late)),
    logLoss: prediction.pipe(measure(logLoss, late)),
    roc: prediction.pipe(measure(roc, late)),
    calibration: prediction.pipe(measure(calibration, late)),
  };
  return evaluate(metrics, { runner }) as (
    source: Parameters<ReturnType<typeof evaluate>>[0],
  ) => Observable<Evaluation>;
}

/** Returns a function that makes something when it is first called, and returns the same from then on. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Returns what the two baselines predict of the test rows when they have counted the training rows, and nothing later. */
export function frozenBaselines({ airports, origin, hour, delay }: Flights, { training, test }: TimeSplit) {
  const late = new Float64Array(airports.length * 24);
  const seen = new Float64Array(airports.length * 24);
  const cell = (row: number): number => origin[row]! * 24 + hour[row]!;
  let [allLate, all] = [1, PRIOR];
  for (const row of training) {
    late[cell(row)]! += lateness(delay[row]!);
    seen[cell(row)]!++;
    allLate += lateness(delay[row]!);
    all++;
  }
  const baseRate = allLate / all;
  return {
    baseRate: new Float64Array(test.length).fill(baseRate),
    table: Float64Array.from(test, row => (late[cell(row)]! + PRIOR * baseRate) / (seen[cell(row)]! + PRIOR)),
  };
}

/** The columns that are known at a departure. */
const columns = ['origin', 'destination', 'hour', 'weekday', 'distance', ...recentFields];

/** Options of {@link importances}. */
interface ImportancesOptions {
  readonly bits: number;
  readonly seed: number;
  readonly runner: Runner | undefined;
}

/** Returns how much the log loss of a model of hashed features grows when a column is permuted. */
function importances(
  { sample }: BatchTables,
  { model, late }: FlightModel<readonly ['batch']>,
  { bits, seed, runner }: ImportancesOptions,
): Promise<Importances> {
  const { all } = flightFeatures({ bits, keep: ['late'] });
  const loss = model.prediction.pipe(measure(logLoss(), late));
  const measured = permutationImportance<BatchTables['sample'][number]>(
    rows =>
      rows.pipe(
        map(row => ({ ...row, band: bandOf(row['distance']!) })),
        all.apply(),
        batch(500),
        evaluate({ loss }, { runner }),
        map(found => found.loss),
      ),
    { columns, seed, repeats: 3, better: 'lower' },
  );
  return lastValueFrom(fromIterable(sample).pipe(measured));
}
