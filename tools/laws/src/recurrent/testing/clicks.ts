import { input } from '@thalweg/graph';
import { gruCell, lruCell, recurrent } from '@thalweg/nn';
import { learn, linearRegression, perKey, type Model } from '@thalweg/online';
import { sgd } from '@thalweg/optim';
import { wasm } from '@thalweg/wasm';
import { Subject } from 'rxjs';

/** An event of a user. */
export interface Click {
  readonly x: Float32Array;
  readonly y: number;
  readonly user: number;
}

/** Events that lie ready, of so many users. */
export function clicks(count: number, users: number): Click[] {
  let state = 1;
  const random = (): number => (state = Math.imul(state, 48271) & 0x7fffffff) / 0x80000000;
  return Array.from({ length: count }, () => ({
    x: Float32Array.from({ length: 8 }, () => random() - 0.5),
    y: random(),
    user: Math.floor(users * random()),
  }));
}

/** Learns events, compiled, with a carry for each user: of a gated cell, or of a linear one with traces. */
export function clickLearner(traces: boolean, capacity: number) {
  const users = perKey('user', { capacity });
  const x = input('x', [8]);
  const h = traces
    ? x.pipe(recurrent(lruCell(16), { traces, keys: users }))
    : x.pipe(recurrent(gruCell(16), { keys: users }));
  const model = linearRegression(h, input('y', [])) as unknown as Model;
  const source = new Subject<Click>();
  let learned = 0;
  const learning = learn(model, sgd({ learningRate: 1e-4 }), { runner: wasm() });
  const subscription = source.pipe(users, learning).subscribe(() => learned++);
  return { next: (click: Click) => source.next(click), learned: () => learned, stop: () => subscription.unsubscribe() };
}

/**
 * Learns so many events of twenty thousand users, of whom ten thousand have a carry at a time. Returns the bytes that are in use
 * after each tenth.
 */
export function memoryOfClicks(events: number, traces: boolean): readonly number[] {
  const collect = (globalThis as unknown as { gc: () => void }).gc;
  const ready = clicks(50_000, 20_000);
  const { next, learned, stop } = clickLearner(traces, 10_000);
  const marks: number[] = [];
  for (let event = 1; event <= events; event++) {
    next(ready[event % ready.length]!);
    if (event % (events / 10) !== 0) continue;
    collect();
    collect();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    marks.push(heapUsed + external + arrayBuffers);
  }
  if (learned() !== events) throw new Error(`each event must be learned, got ${learned()} of ${events}`);
  stop();
  return marks;
}
