import { input } from '@thalweg/graph';
import { lruCell, recurrent } from '@thalweg/nn';
import { learn, linearRegression, perKey, type Model } from '@thalweg/online';
import { sgd } from '@thalweg/optim';
import { wasm } from '@thalweg/wasm';
import { Subject } from 'rxjs';
import type { RatioRow, Size, Turn } from './ratio-row.ts';
import { bySize, once } from './turns.ts';

const CAPACITY = 10_000;

interface Click {
  readonly x: Float32Array;
  readonly y: number;
  readonly user: number;
}

/** An event costs about the same however many keys have a carry; rows of so many keys are not in the nearest cache. */
export const keyedEvents: RatioRow = {
  name: 'events: a recurrent cell with traces, a carry for each of 10,000 keys',
  ours: '10,000 keys',
  reference: '10 keys',
  bar: 2,
  turns: 5,
  prepare: size => ({ ours: learning(size, CAPACITY), reference: learning(size, 10) }),
};

/** Learns clicks of so many users, each of whom has a carry. */
function learning(size: Size, users: number): Turn {
  const keys = perKey('user', { capacity: CAPACITY });
  const h = input('x', [8]).pipe(recurrent(lruCell(16), { traces: true, keys }));
  const model = linearRegression(h, input('y', [])) as unknown as Model;
  const source = new Subject<Click>();
  source.pipe(keys, learn(model, sgd({ learningRate: 1e-4 }), { runner: wasm() })).subscribe();
  const ready = clicks(bySize(size, 20_000, 200), users);
  return once(() => {
    for (const click of ready) source.next(click);
  });
}

function clicks(count: number, users: number): Click[] {
  let state = 1;
  const random = (): number => (state = Math.imul(state, 48271) & 0x7fffffff) / 0x80000000;
  return Array.from({ length: count }, () => ({
    x: Float32Array.from({ length: 8 }, () => random() - 0.5),
    y: random(),
    user: Math.floor(users * random()),
  }));
}
