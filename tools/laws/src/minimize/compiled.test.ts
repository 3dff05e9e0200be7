import { batch, fromColumns } from '@thalweg/data';
import { input, parametersOf, read, type Node } from '@thalweg/graph';
import { dense, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { decodeSnapshot, encodeSnapshot, lbfgs, minimize, restore, snapshot, train, type Iteration } from '@thalweg/train'; // prettier-ignore
import { wasm } from '@thalweg/wasm';
import { lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';

const rows = fromColumns({
  x: { data: Float32Array.from({ length: 180 }, (_, i) => Math.sin(12.9898 * (i + 1))), shape: [3] },
  label: Int32Array.from({ length: 60 }, (_, i) => (Math.sin(12.9898 * (3 * i + 1)) > 0.2 ? 1 : 0)),
});

function aFit(runner: ReturnType<typeof wasm> | undefined, memory = 6) {
  const logits = input('x', ['batch', 3]).pipe(dense(5), tanh(), dense(2));
  const loss = logits.pipe(softmaxCrossEntropy(input('label', ['batch'], 'int32')));
  const options = { feed: rows.pipe(batch(Infinity)), iterations: 12, lossTolerance: 0, runner };
  const weights = (): string[] => parametersOf(loss as Node).map(one => String(read(one as Node).data));
  return { fit: minimize(loss, lbfgs({ memory }), options), loss, weights };
}

const all = (fit: ReturnType<typeof minimize>, count = Infinity): Promise<Iteration[]> =>
  lastValueFrom(fit.pipe(take(count), toArray()));

describe('a compiled minimization', () => {
  it('goes the way of the interpreted one', async () => {
    const interpreted = await all(aFit(undefined).fit);
    const compiled = await all(aFit(wasm()).fit);
    expect(compiled).toHaveLength(12);
    for (const [i, { loss, evaluations }] of compiled.entries()) {
      expect(Math.abs(loss - interpreted[i]!.loss)).toBeLessThan(1e-3 * Math.max(1e-2, loss));
      if (i < 6) expect(evaluations).toBe(interpreted[i]!.evaluations);
    }
  });

  it('resumes to the same bits', async () => {
    const whole = aFit(wasm());
    const records = await all(whole.fit);
    const first = aFit(wasm());
    const before = await all(first.fit, 5);
    const second = aFit(wasm());
    restore({ fit: second.fit }, decodeSnapshot(encodeSnapshot(snapshot({ fit: first.fit }))));
    expect([...before, ...(await all(second.fit))]).toEqual(records);
    expect(second.weights()).toEqual(whole.weights());
  });

  it('moves parameters that a compiled training has in its memory, and leaves them to it again', async () => {
    const { loss, fit } = aFit(wasm());
    const learn = rows.pipe(batch(Infinity), train(loss, adam({ learningRate: 0.01 }), { runner: wasm() }));
    const [first] = await lastValueFrom(learn.pipe(toArray()));
    const { loss: before } = (await all(fit)).at(-1)!;
    const [next] = await lastValueFrom(learn.pipe(toArray()));
    expect(before).toBeLessThan(first!.loss);
    expect(next!.loss).toBeCloseTo(before, 6);
  });
});
