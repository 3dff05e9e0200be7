import { add, gradients, input, mul, parameter, read, square, sub, type Node } from '@thalweg/graph';
import { adam } from '@thalweg/optim';
import { Observable, type Subscription } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { train } from './index.ts';

const collect = (globalThis as unknown as { gc: () => void }).gc;

/** Bytes in use once everything that nobody holds is gone. */
function heap(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** A line that learns from pushed records, and every wire that one could look at. */
function model() {
  const [w, b] = [parameter(0, { name: 'w' }), parameter(0, { name: 'b' })];
  const [x, y] = [input('x', []), input('y', [])];
  const prediction = add(mul(w, x), b);
  const loss = square(sub(prediction, y)) as Node<readonly []>;
  const g = gradients(loss as Node);
  const wires = [w, b, x, y, prediction, loss, g.of(w), g.of(b), g.of(prediction)] as Node[];
  return { w, b, loss, wires };
}

describe('a run that never ends', () => {
  it('takes 10⁶ steps, with subscribers coming and going, in a heap that stays as it was after warm-up', () => {
    const { w, b, loss, wires } = model();
    const STEPS = 1_000_000;
    const marks: number[] = [];
    const open: Subscription[] = [];
    let told = 0;
    const record = { x: 0, y: 0 };
    const records$ = new Observable<typeof record>(subscriber => {
      for (let step = 1; step <= STEPS && !subscriber.closed; step++) {
        record.x = Math.sin(step);
        record.y = 2 * record.x - 1;
        subscriber.next(record);
        // Every hundred steps somebody comes and looks at some wire for the next few hundred.
        if (step % 100 === 0) open.push(wires[(step / 100) % wires.length]!.subscribe(() => told++));
        if (open.length > 5) open.shift()!.unsubscribe();
        if (step % 100_000 === 0) marks.push(heap());
      }
      subscriber.complete();
    });
    let last = 0;
    records$.pipe(train(loss, adam({ learningRate: 0.01 }))).subscribe(({ step }) => (last = step));
    expect(last).toBe(STEPS);
    expect(told).toBeGreaterThan(STEPS);
    expect([read(w).item(), read(b).item()].map(Math.round)).toEqual([2, -1]);
    for (const one of open) one.unsubscribe();
    // After the first tenth: about half a byte a step, less than any object takes.
    const [warm, ...later] = marks;
    expect(Math.max(...later) - warm!).toBeLessThan(500_000);
  });

  it('refuses a heap that grows by a number a step', () => {
    const kept: number[][] = [];
    const before = heap();
    for (let step = 0; step < 100_000; step++) kept.push([step]);
    expect(heap() - before).toBeGreaterThan(500_000);
    expect(kept).toHaveLength(100_000);
  });
});
