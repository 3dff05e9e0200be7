import { checkpoint, progressBar, readSnapshot, savedSettings } from '@thalweg/node';
import { fittedTable } from '@thalweg/programs/fitted-table';
import { wrappedText } from '@thalweg/programs/wrapped-text';
import { type Parts, restore } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { concat, identity, ignoreElements, lastValueFrom, map, Observable, takeUntil, tap } from 'rxjs';
import { type BatchPredictor, learnBatches } from './batches/learn-batches.ts';
import { type Flights, lateness } from './data/flights.ts';
import { runSettings, type Settings } from './data/settings.ts';
import { type Evaluation, type Figures, figuresIn } from './measure/figures.ts';
import { type Reported, titles } from './report/flights-report.ts';
import { learnStream } from './stream/learn-stream.ts';
import { type Predictor, predictors } from './stream/stream-measures.ts';

/** The result of a run. */
export interface Result {
  readonly flights: number;
  /** The number of flights that were left out because they have no delay. */
  readonly withoutDelay: number;
  /** The share of late flights. */
  readonly late: number;
  /** The figures over the second half of the flights, along the stream. */
  readonly stream: Readonly<Record<Predictor, Figures>>;
  /** The figures over the same half, by batches of the first half. */
  readonly batches: Readonly<Record<BatchPredictor, Figures>>;
  /** The seconds of this run, without the reading of the table. */
  readonly seconds: number;
}

/** A step of a run: the number of flights that have left, and then of training steps. */
interface Step {
  readonly step: number;
}

/** Prepares a run, from the first flight or from where a saved run stopped. */
export function flightsRun(flights: Flights, settings: Settings) {
  const runner = settings.runner === 'wasm' ? wasm({ fallback: true }) : undefined;
  const stream = learnStream(flights, { ...settings, runner });
  const batches = learnBatches(flights, { ...settings, runner });
  const parts: Parts = { settings: savedSettings(settings, runSettings), ...stream.parts, ...batches.parts };
  if (settings.resume !== undefined) restore(parts, readSnapshot(settings.resume));
  const began = performance.now();

  const bar = settings.json ? () => identity : progressBar;
  const recent = () => ({ 'log loss': stream.courses().logistic.at(-1)?.metrics.logLoss });
  const steps$: Observable<Step> = concat(
    delivered(stream).pipe(bar<Step>({ label: 'stream', total: flights.rows, show: recent })),
    batches.steps$.pipe(
      bar<Step>({ label: 'batches', total: batches.steps }),
      map(({ step }) => ({ step: flights.rows + step })),
    ),
  );

  /** Learns until all is learned or `stop$` emits. Resolves to true if it was stopped. */
  const learn = async (stop$: Observable<unknown>): Promise<boolean> => {
    let stopped = false;
    const { save, saveEvery } = settings;
    const saving = save === undefined ? identity : checkpoint(parts, { every: saveEvery, path: save });
    const until$ = stop$.pipe(tap(() => (stopped = true)));
    // What stops a run comes before what saves it: the last step is saved too.
    // eslint-disable-next-line rxjs-x/no-unsafe-takeuntil -- the operators below wait for the completion
    await lastValueFrom(steps$.pipe(takeUntil(until$), saving, ignoreElements()), { defaultValue: undefined });
    return stopped;
  };
  const reported = async (): Promise<Reported> => ({
    flights: flights.rows,
    late: flights.delay.reduce((sum, delay) => sum + lateness(delay), 0) / flights.rows,
    stream: stream.evaluations(),
    batches: await batches.evaluations(),
    courses: stream.courses(),
    records: batches.records(),
    importances: await batches.importances(),
  });
  const resultOf = ({ late, stream, batches }: Reported): Result => ({
    flights: flights.rows,
    withoutDelay: flights.withoutDelay,
    late,
    stream: figuresOf(stream) as Result['stream'],
    batches: figuresOf(batches) as Result['batches'],
    seconds: (performance.now() - began) / 1000,
  });
  return { learn, reported, resultOf, model: stream.model, departures$: stream.departures$ };
}

function figuresOf(evaluations: Readonly<Record<string, Evaluation>>): Readonly<Record<string, Figures>> {
  return Object.fromEntries(Object.entries(evaluations).map(([name, found]) => [name, figuresIn(found)]));
}

/** Emits the number of flights that have left, and completes when all have landed. */
function delivered({ departures$, learned$ }: ReturnType<typeof learnStream>): Observable<Step> {
  return new Observable(subscriber => {
    subscriber.add(departures$.delivered.subscribe(step => subscriber.next(step)));
    subscriber.add(
      learned$.subscribe({ error: error => subscriber.error(error), complete: () => subscriber.complete() }),
    );
  });
}

/** Options for formatting the result of a run. */
export interface ResultFormat extends Pick<Settings, 'json' | 'report'> {
  /** The columns that a line may have. */
  readonly columns: number;
}

/** Formats the result of a run: a table for people, or one JSON object. */
export function resultLines(result: Result, { json, report, columns }: ResultFormat): string {
  if (json) return JSON.stringify(result);
  const { flights, withoutDelay, late, stream, seconds } = result;
  const batches: Readonly<Record<string, Figures>> = result.batches;
  const head = ['second half of the flights', 'stream: AUC', 'log loss', 'batches: AUC', 'log loss'];
  const rows = predictors.map(name => [titles[name], ...shown(stream[name]), ...shown(batches[name])]);
  const left = withoutDelay === 0 ? '' : ` (${countText(withoutDelay)} more have no delay)`;
  const summary = `${countText(flights)} flights${left}, ${(100 * late).toFixed(1)} % late, in ${seconds.toFixed(1)} s in all.`;
  // The name of the file has a line of its own, so that no line ends within it.
  return `${fittedTable({ head, rows }, columns)}\n\n${wrappedText(summary, { columns })}\nPictures: ${report}`;
}

function countText(count: number): string {
  return count.toLocaleString('en-US');
}

function shown(figures: Figures | undefined): readonly string[] {
  return figures === undefined ? ['–', '–'] : [figures.auc.toFixed(4), figures.logLoss.toFixed(4)];
}
