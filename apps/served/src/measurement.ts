import { startNatsServer } from '@thalweg/nats/server';
import { fittedTable } from '@thalweg/programs/fitted-table';
import autocannon from 'autocannon';
import { readDigits } from 'digits/read-digits';
import { filter, firstValueFrom, forkJoin, ignoreElements, merge, Observable, ReplaySubject, Subscription } from 'rxjs';
import { type ChildMessage, childProcess, type Swapped } from './child-message.ts';
import type { Settings } from './settings.ts';

/** The figures of one predictor. */
export interface PredictorFigures extends Load {
  /** The versions that it took in meanwhile. */
  readonly swaps: readonly Swapped[];
}

/** Starts a server of NATS, a learner and predictors, measures the requests to these, and ends everything. */
export async function measurement(settings: Settings): Promise<PredictorFigures[]> {
  const server = await startNatsServer();
  const processes = new Subscription();
  const start = (program: URL): ReplaySubject<ChildMessage> => {
    const messages = new ReplaySubject<ChildMessage>(Infinity);
    const task = { server: server.url, settings };
    processes.add(childProcess(program, task).subscribe(messages));
    return messages;
  };
  try {
    const learner = start(new URL('./learner.ts', import.meta.url));
    const predictors = Array.from({ length: settings.predictors }, () =>
      start(new URL('./predictor.ts', import.meta.url)),
    );
    const ports = await Promise.all(predictors.map(ready));
    const began = Date.now();
    const image = await anImage();
    const loads$ = forkJoin(ports.map(port => load(port, image, settings)));
    // A process that ends is an error.
    const loads = await firstValueFrom(merge(loads$, merge(learner, ...predictors).pipe(ignoreElements())));
    return loads.map((one, i) => ({ ...one, swaps: swapsSince(began, predictors[i]!) }));
  } finally {
    processes.unsubscribe();
    await server.stop();
  }
}

/** Waits until a predictor serves a version, and returns its port. */
async function ready(messages: ReplaySubject<ChildMessage>): Promise<number> {
  const listening = await firstValueFrom(messages.pipe(filter(message => message.kind === 'listening')));
  await firstValueFrom(messages.pipe(filter(message => message.kind === 'swapped' && message.swapped.accepted)));
  return listening.port;
}

function swapsSince(began: number, messages: ReplaySubject<ChildMessage>): Swapped[] {
  const swaps: Swapped[] = [];
  messages.subscribe(message => {
    if (message.kind === 'swapped' && message.swapped.at >= began) swaps.push(message.swapped);
  }).unsubscribe(); // prettier-ignore
  return swaps;
}

/** Returns the image of a digit, a byte for each pixel. */
async function anImage(): Promise<Uint8Array> {
  const { image } = await firstValueFrom(readDigits());
  return Uint8Array.from(image, value => Math.round(value * 255));
}

/** The requests to one predictor. */
export interface Load {
  readonly requests: number;
  readonly perSecond: number;
  readonly failed: number;
  /** Milliseconds. */
  readonly latency: { readonly mean: number; readonly p50: number; readonly p99: number; readonly max: number };
  /** Requests that took more than {@link SLOW} ms: when they were answered, in milliseconds since 1970, and how long they took. */
  readonly slow: readonly { readonly at: number; readonly took: number }[];
}

/** Milliseconds above which a request is slow. */
const SLOW = 50;

/** Options of {@link load}. */
interface LoadOptions {
  readonly seconds: number;
  readonly connections: number;
  readonly rate: number | undefined;
}

/** Sends images to a predictor for some seconds, and emits what became of them. Unsubscribing stops. */
function load(port: number, image: Uint8Array, { seconds, connections, rate }: LoadOptions): Observable<Load> {
  return new Observable(subscriber => {
    const slow: { at: number; took: number }[] = [];
    const instance = autocannon(
      {
        url: `http://127.0.0.1:${port}/digit`,
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: Buffer.from(image),
        duration: seconds,
        connections,
        ...(rate !== undefined && { overallRate: rate, ignoreCoordinatedOmission: true }),
      },
      (error: Error | null, result: autocannon.Result) => {
        if (error !== null) return subscriber.error(error);
        subscriber.next(loadOf(result, slow));
        subscriber.complete();
      },
    );
    instance.on('response', (_client, _status, _bytes, took) => {
      if (took > SLOW) slow.push({ at: Date.now(), took });
    });
    return () => instance.stop();
  });
}

function loadOf({ requests, errors, timeouts, non2xx, latency }: autocannon.Result, slow: Load['slow']): Load {
  const { mean, p50, p99, max } = latency;
  return {
    requests: requests.total,
    perSecond: requests.mean,
    failed: errors + timeouts + non2xx,
    latency: { mean, p50, p99, max },
    slow,
  };
}

/** Milliseconds after a swap in which a slow answer counts as one at the swap. */
const AT_SWAP = 100;

/** The figures of the swaps of a predictor. */
export interface SwapFigures {
  readonly accepted: number;
  readonly refused: number;
  /** Milliseconds from when the log received a version to when it was served: the mean and the largest. */
  readonly staleness: { readonly mean: number; readonly max: number };
  /** The slow answers in the time around a swap, and those at any other time. */
  readonly slowAtSwaps: number;
  readonly slowElsewhere: number;
}

/** Returns the figures of the swaps of a predictor. */
export function swapFigures({ swaps, slow }: PredictorFigures): SwapFigures {
  const taken = swaps.filter(({ accepted }) => accepted);
  const times = taken.map(({ staleness }) => staleness);
  const atSwap = slow.filter(({ at, took }) => taken.some(swap => swap.at >= at - took - AT_SWAP && swap.at <= at));
  return {
    accepted: taken.length,
    refused: swaps.length - taken.length,
    staleness: { mean: times.reduce((sum, time) => sum + time, 0) / times.length, max: Math.max(...times) },
    slowAtSwaps: atSwap.length,
    slowElsewhere: slow.length - atSwap.length,
  };
}

const HEAD = ['', 'requests/s', 'failed', 'p50 ms', 'p99 ms', 'max ms', 'swaps', 'age ms', `> ${SLOW} ms at swaps`, 'elsewhere']; // prettier-ignore

/** Returns a table of the figures, in lines of at most so many columns. */
export function reportLines(predictors: readonly PredictorFigures[], columns = Infinity): string {
  const rows = predictors.map((one, i) => {
    const { accepted, staleness, slowAtSwaps, slowElsewhere } = swapFigures(one);
    const { p50, p99, max } = one.latency;
    // A predictor that learned no new version has none of an age.
    const age = Number.isNaN(staleness.mean) ? '–' : whole(staleness.mean);
    const figures = [one.perSecond, one.failed, p50, p99, max, accepted].map(whole);
    return [`predictor ${i + 1}`, ...figures, age, whole(slowAtSwaps), whole(slowElsewhere)];
  });
  const align = HEAD.map((_, i) => (i === 0 ? ('left' as const) : ('right' as const)));
  const total = predictors.reduce((sum, { perSecond }) => sum + perSecond, 0);
  return `${fittedTable({ head: HEAD, rows, align }, columns)}\n${whole(total)} requests a second`;
}

function whole(figure: number): string {
  return Math.round(figure).toLocaleString('en-US');
}
