import { startNatsServer } from '@thalweg/nats/server';
import { readDigits } from 'digits/read-digits';
import { filter, firstValueFrom, forkJoin, ignoreElements, merge, ReplaySubject, Subscription } from 'rxjs';
import { type ChildMessage, childProcess, type Swapped } from './child-message.ts';
import { load, type Load } from './load.ts';
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
