import { batch, fromIterable, mapField, take } from '@thalweg/data';
import { cast, greater, input } from '@thalweg/graph';
import { logLoss } from '@thalweg/metrics';
import { hashFeatures, learn, learnRows, logisticRegression, type Measurement, progressive, sparse } from '@thalweg/online'; // prettier-ignore
import { adagrad } from '@thalweg/optim';
import { parquet } from '@thalweg/readers';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom, type Observable } from 'rxjs';
import { readMails } from 'spam/read-mails';
import { FLIGHTS } from './flights-epoch.ts';
import { flightsByHand, mailsByHand } from './hashed-by-hand.ts';
import type { RatioRow, Sides } from './ratio-row.ts';
import { bySize, onProcessors } from './turns.ts';

/** The number of bits of an index, and the learning rate. */
const BITS = 18;
const RATE = 0.1;

const features = () => sparse('features', { bits: BITS });

/** The progressive log loss of what was learned. */
async function lossOf(measured$: Observable<Measurement<ReturnType<typeof logLoss>>>): Promise<number> {
  return (await lastValueFrom(measured$)).metrics.logLoss;
}

/** Returns both sides, which must have the same log loss. */
async function sidesOf(ours: () => Promise<number>, byHand: () => Promise<number>): Promise<Sides> {
  const [found, wanted] = [await ours(), await byHand()];
  if (!(Math.abs(found - wanted) < 1e-6))
    throw new Error(`both sides must have the same log loss, got ${found} and ${wanted}`);
  return { ours: onProcessors(ours), reference: onProcessors(byHand) };
}

/** Flights from a Parquet file to a learned and measured model, by blocks of columns. */
export const flightsLearned: RatioRow = {
  name: 'data: 300,000 flights from Parquet, hashed, learned one by one and measured',
  ours: 'parquet + hashFeatures + learnRows + progressive',
  reference: 'a loop by hand over the columns of the same reader',
  bar: 2,
  turns: 9,
  prepare(size) {
    const rows = bySize(size, 300_000, 3000);
    return sidesOf(
      () => flightsInColumns(rows),
      () => flightsByHand(rows, { bits: BITS, rate: RATE }),
    );
  },
};

async function flightsInColumns(rows: number): Promise<number> {
  const flights = await parquet<{ date: number; delay: number; distance: number; origin: string; destination: string }>(
    FLIGHTS,
  );
  const late = cast(greater(input('delay', []), 15), 'float32');
  const hashed = hashFeatures({
    bits: BITS,
    names: ['origin', 'destination', 'hour', 'weekday'],
    fields: ['distance'],
    crosses: [['origin', 'destination']],
    keep: ['delay'],
  });
  return lossOf(
    flights.pipe(
      take(rows),
      mapField('date', (time: number) => Math.floor(time / 3_600_000) % 24, { into: 'hour' }),
      mapField('date', (time: number) => (Math.floor(time / 86_400_000) + 4) % 7, { into: 'weekday' }),
      mapField('distance', (miles: number) => miles / 1000),
      hashed,
      batch(4096),
      learnRows(logisticRegression(features(), late), adagrad({ learningRate: RATE }), { runner: wasm() }),
      progressive(logLoss(), { every: Infinity }),
    ),
  );
}

/** Mails from the files of their package to a learned and measured model. */
export const mailsLearned: RatioRow = {
  name: 'data: 6,046 mails from their files, words hashed, learned one by one and measured',
  ours: 'hashFeatures + learn + progressive',
  reference: 'a loop by hand over the same texts: typed arrays, a table for ASCII',
  bar: 2,
  turns: 5,
  prepare(size) {
    const count = bySize(size, Infinity, 200);
    const mails = () => readMails().slice(0, count);
    const ours = (): Promise<number> => {
      const hashed = hashFeatures({ bits: BITS, text: ['body'], counts: 'log', unitLength: true });
      const learned = learn(logisticRegression(features(), input('spam', [])), adagrad({ learningRate: RATE }), {
        runner: wasm(),
      });
      return lossOf(fromIterable(mails()).pipe(hashed, learned, progressive(logLoss(), { every: Infinity })));
    };
    return sidesOf(ours, async () => mailsByHand(mails(), { bits: BITS, rate: RATE }));
  },
};
