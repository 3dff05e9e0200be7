import { fromIterable, type Dataset } from '@thalweg/data';
import { encodeSnapshot, snapshot, type Snapshot, type StepRecord } from '@thalweg/train';
import { connectTraining, type ConnectedTraining, type ConnectTrainingOptions } from '@thalweg/worker';
import { firstValueFrom, lastValueFrom, NEVER, take, tap, toArray, type Subscription } from 'rxjs';
import { pointAt, tanhNetwork, type Point } from './tanh-network.ts';

/** The losses of all steps and the bits of the registers at the end. */
export interface Outcome {
  readonly losses: readonly number[];
  readonly bits: string;
  readonly workers: number;
}

/** Trains in the page itself. */
export async function trainHere(count: number): Promise<Outcome> {
  const { steps, state } = tanhNetwork({ records: points(count), initial: undefined, running: NEVER });
  const taken = await lastValueFrom(steps.pipe(toArray()));
  return { losses: taken.map(({ loss }) => loss), bits: bitsOf(snapshot(state)), workers: 0 };
}

/** Trains in workers, of which the present one is terminated after some steps. */
export async function trainKilled(count: number, moments: readonly number[]): Promise<Outcome> {
  const made: Worker[] = [];
  const training = connected({ restart: 'snapshot', snapshotEvery: 200, reportMs: 1 }, made);
  const kill = ({ step }: StepRecord): void => {
    if (moments.includes(step)) made.at(-1)!.terminate();
  };
  const taken = await lastValueFrom(points(count).pipe(training.learn(), tap(kill), toArray()));
  const bits = bitsOf(await training.snapshot());
  await training.stop();
  return { losses: taken.map(({ loss }) => loss), bits, workers: made.length };
}

/** Starts and stops trainings, one after another: unsubscribes from every other one. */
export async function startAndStop(count: number): Promise<number> {
  const made: Worker[] = [];
  for (let n = 0; n < count; n++) {
    const training = connected({}, made);
    if (n % 2 === 0) await firstValueFrom(points(1_000).pipe(training.learn(), take(1)));
    else {
      await training.predict({ x: [[1]] });
      await training.stop();
    }
  }
  return made.length;
}

/** Returns the message for a worker of which no script is found. */
export async function withoutScript(): Promise<string> {
  const training = connectTraining(() => new Worker('/nothing.mjs', { type: 'module' }));
  return training.snapshot().then(String, String);
}

/** The training that runs during the tests, its last step, and the events that the page received. */
interface Watched {
  step: number;
  returned: boolean;
  running?: Subscription;
  pause?: () => Promise<void>;
}

/** Starts a training without end. */
export function watch(): void {
  const watched: Watched = { step: 0, returned: false };
  const training = connected({}, []);
  watched.running = endless()
    .pipe(training.learn())
    .subscribe(({ step }) => (watched.step = step));
  watched.pause = () => training.pause();
  addEventListener('pageshow', ({ persisted }) => (watched.returned ||= persisted));
  Object.assign(globalThis, { watched });
}

/** Returns the milliseconds until a pause is answered. */
export async function pauseTime(): Promise<number> {
  const { watched } = globalThis as unknown as { watched: Watched };
  const began = performance.now();
  await watched.pause!();
  return performance.now() - began;
}

function connected(options: ConnectTrainingOptions, made: Worker[]): ConnectedTraining {
  return connectTraining(() => {
    const worker = new Worker('/training-worker.mjs', { type: 'module' });
    made.push(worker);
    return worker;
  }, options);
}

function points(count: number): Dataset<Point> {
  return fromIterable(Array.from({ length: count }, (_, n) => pointAt(n)));
}

function endless(): Dataset<Point> {
  return fromIterable({
    *[Symbol.iterator]() {
      for (let n = 0; ; n++) yield pointAt(n);
    },
  });
}

function bitsOf({ version, parts }: Snapshot): string {
  const { tensors } = parts['learn']!;
  const bytes = encodeSnapshot({ version, parts: { learn: { tensors, values: {} } } });
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
