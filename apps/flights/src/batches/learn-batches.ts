import { batch, epochs, shuffle } from '@thalweg/data';
import type { Runner } from '@thalweg/graph';
import { evaluate, measure, recordsOf, runHistory, train, type Parts, type StepRecord } from '@thalweg/train';
import { concat, defer, lastValueFrom, map, switchMap, type Observable } from 'rxjs';
import { lateness, type Flights } from '../data/flights.ts';
import { flightFeatures } from '../features/flight-features.ts';
import { evaluationOf } from '../measure/evaluation-of.ts';
import { evaluationMetrics, type Evaluation } from '../measure/figures.ts';
import { batchModelNames, batchModels } from '../models/batch-models.ts';
import type { FlightModel } from '../models/flight-models.ts';
import { recordOf } from '../stream/record-of.ts';
import { batchTables, type BatchTables } from './batch-tables.ts';
import { frozenBaselines } from './frozen-baselines.ts';
import { importances } from './importances.ts';
import { timeSplit } from './time-split.ts';

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
