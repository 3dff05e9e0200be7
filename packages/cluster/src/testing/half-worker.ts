import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { lastValueFrom, toArray } from 'rxjs';
import { portEdge } from '../split/port-edge.ts';
import { bitsOf, features, labels, newBack, newFront } from './halves.ts';

// A thread that trains one half, over a port that it is given, and posts the bits of its registers.
const { half, port, depth } = workerData as { half: 'front' | 'back'; port: MessagePort; depth: number };
const edge = portEdge(port);

async function trained(): Promise<unknown> {
  if (half === 'front') {
    const front = newFront({ edge, depth });
    const steps = await lastValueFrom(features().pipe(front, toArray()));
    return { losses: steps.map(({ loss }) => loss), bits: bitsOf(front) };
  }
  const back = newBack({ edge });
  const steps = await lastValueFrom(labels().pipe(back, toArray()));
  return { losses: steps.map(({ loss }) => loss), bits: bitsOf(back) };
}

trained().then(
  result => parentPort!.postMessage(result),
  (error: unknown) => parentPort!.postMessage(String(error)),
);
