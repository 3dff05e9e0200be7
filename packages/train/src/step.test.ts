import { input, operation, parameter, read, square, type Node } from '@thalweg/graph';
import { adam, sgd } from '@thalweg/optim';
import { fromIterable } from '@thalweg/data';
import { lastValueFrom } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { step, train } from './index.ts';
import { line } from './testing/models.ts';
import { observe } from './testing/observe.ts';
import { bytesOf, watched } from './testing/watched.ts';

afterEach(() => vi.unstubAllGlobals());

describe('step', () => {
  it('takes a step each time that it is called, and tells of it', () => {
    const x = parameter(1);
    const descend = step(square(x) as Node<readonly []>, sgd({ learningRate: 0.25 }));
    expect(read(x).item()).toBe(1);
    expect(descend()).toEqual({ step: 1, epoch: 1, loss: 1, metrics: {} });
    expect(read(x).item()).toBe(0.5);
    expect(descend()).toEqual({ step: 2, epoch: 1, loss: 0.25, metrics: {} });
    expect(read(x).item()).toBe(0.25);
  });

  it('feeds the inputs from a record', () => {
    const { w, loss } = line();
    const descend = step(loss, sgd({ learningRate: 0.5 }));
    expect(descend({ x: 1, y: 2 })!.loss).toBe(4);
    expect(read(w).item()).toBe(2);
  });

  it('is what train does, bit for bit', async () => {
    const records = [1, 2, 3, 4].map(x => ({ x, y: 3 - x }));
    const [byHand, byStream] = [watched(adam()), watched(adam())];
    const descend = step(line().loss, byHand.optimizer);
    for (const record of records) descend(record);
    await lastValueFrom(fromIterable(records).pipe(train(line().loss, byStream.optimizer)));
    expect(bytesOf(byHand.registers())).toEqual(bytesOf(byStream.registers()));
  });

  it('waits when it is asked for inside a pass, and tells nothing then', () => {
    const { w, x, y, loss } = line();
    const descend = step(loss, sgd({ learningRate: 0.5 }));
    const returned: unknown[] = [];
    const seen: number[] = [];
    y.set(2);
    observe(x, () => {
      if (returned.length > 1) return;
      returned.push(descend({ x: 1 }), descend({ x: 1 }));
      seen.push(read(w).item());
    });
    x.set(5);
    expect(returned).toEqual([undefined, undefined]);
    // Both in order, after the pass: the second at the minimum that the first had reached.
    expect([seen, read(w).item()]).toEqual([[0], 2]);
    expect(descend({ x: 1 })!.step).toBe(3);
  });

  it('throws what the step fails with, and moves nothing', () => {
    const { w, loss } = line();
    const descend = step(loss, sgd());
    expect(() => descend({ x: 1 })).toThrow("step: records must have a field 'y' of float64 []");
    expect(() => descend({ x: 1, y: NaN })).toThrow("step: the field 'y' must be finite");
    expect(read(w).item()).toBe(0);
    expect(descend({ x: 1, y: 1 })!.step).toBe(1);
  });

  it('reports what a step fails with that had to wait, as nobody else can hear of it', () => {
    const reported: (() => void)[] = [];
    vi.stubGlobal('setImmediate', (callback: () => void) => reported.push(callback));
    const w = parameter(1, { dtype: 'float64' });
    const x = input('x', [], 'float64');
    const fails = operation({
      name: 'fails',
      shape: ([a]) => a!,
      kernel: () => {
        throw new Error('blown');
      },
      gradient: upstream => [upstream, undefined],
    });
    const descend = step(fails(w as Node, x as Node) as Node<readonly []>, sgd());
    expect(() => descend({ x: 1 })).toThrow('blown');
    observe(x, () => descend({ x: 1 }));
    x.set(1);
    expect(reported).toHaveLength(1);
    expect(() => reported[0]!()).toThrow('blown');
    expect(read(w).item()).toBe(1);
  });
});
