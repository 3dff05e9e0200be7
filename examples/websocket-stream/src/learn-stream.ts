import { bufferCount, filter, map } from 'rxjs';
import { input } from 'thalweg/graph';
import { mae } from 'thalweg/metrics';
import { boundedBuffer, fromWebSocket, learn, linearRegression, noChange, rolling } from 'thalweg/online';
import { WebSocket } from 'ws';
import type { Reading } from './sensor-server.ts';

const PAST = 8;

/**
 * Predicts each reading of a stream before it learns from it. At most `capacity` readings wait; more are dropped.
 * `measured$` has the mean absolute error of the last 500 predictions, and by how much it is below that of predicting no change.
 */
export function learnStream(url: string, capacity = 1000) {
  const model = linearRegression(input('past', [PAST]), input('next', []));
  // A socket cannot be told to wait, so the buffer decides what happens when readings come faster than they are learned.
  const buffer = boundedBuffer<Reading>({ capacity, whenFull: 'dropOldest' });
  const measured$ = fromWebSocket<Reading>(url, { webSocket: WebSocket as never }).pipe(
    buffer,
    bufferCount(PAST + 1, 1),
    // Where readings were dropped, the past is not the past of the next one.
    filter(some => some.length > PAST && some[PAST]!.time - some[0]!.time === PAST),
    map(some => ({ past: some.slice(0, PAST).map(({ value }) => value), next: some[PAST]!.value })),
    learn(model),
    rolling(mae(), 500, { every: 500, beside: noChange() }),
  );
  return { measured$, dropped$: buffer.dropped };
}
