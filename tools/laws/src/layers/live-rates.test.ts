import { input, mean, square, type Node } from '@thalweg/graph';
import { dense, dropout, gaussianDropout, type DropoutRate, type SameShapeLayer } from '@thalweg/nn';
import { adam, linearWarmUp, sgd } from '@thalweg/optim';
import { fillUniform, key, tensor } from '@thalweg/tensor';
import { restore, snapshot, step, type Stepping } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { BehaviorSubject } from 'rxjs';
import { describe, expect, it } from 'vitest';

const x = tensor(fillUniform(new Float32Array(32), key(1)), { shape: [4, 8] });

type Layer = (rate: DropoutRate) => SameShapeLayer;

const lossOf = (layer: Layer, rate: DropoutRate): Node<readonly []> =>
  mean(square(input('x', ['batch', 8]).pipe(dense(16), layer(rate), dense(1)))) as Node<readonly []>;

const lossesOf = (learn: Stepping, steps: number): number[] => Array.from({ length: steps }, () => learn({ x })!.loss);

describe.each(Object.entries({ dropout, gaussianDropout } as Record<string, Layer>))('%s in a training', (_, layer) => {
  it('takes schedules of optimizers', () => {
    const whole = lossesOf(step(lossOf(layer, 0.5), sgd({ learningRate: 0 })), 4);
    const warming = lossesOf(step(lossOf(layer, linearWarmUp(0.5, { steps: 3 })), sgd({ learningRate: 0 })), 4);
    // The fourth step has the whole rate, and so the same masks.
    expect(warming[3]).toBeCloseTo(whole[3]!, 6);
    expect(warming[0]).not.toBeCloseTo(whole[0]!, 3);
  });

  it.each([
    ['interpreted', () => ({})],
    ['compiled', () => ({ runner: wasm() })],
  ])('resumes with the same bits while a stream decides its rate, %s', (_name, options) => {
    const rate$ = new BehaviorSubject(0.2);
    const start = () => step(lossOf(layer, rate$), adam({ learningRate: 0.01 }), options());
    const learn = start();
    lossesOf(learn, 3);
    const kept = snapshot({ learn });
    rate$.next(0.6);
    const wanted = lossesOf(learn, 4);
    const again = start();
    lossesOf(again, 1);
    restore({ learn: again }, kept);
    expect(lossesOf(again, 4)).toEqual(wanted);
  });

  it('leaves all parameters as they were in a step that is refused', () => {
    for (const options of [{}, { runner: wasm() }]) {
      const rate = input('rate', []);
      rate.set(0.5);
      const learn = step(lossOf(layer, rate), adam(), options);
      lossesOf(learn, 2);
      const bytes = () =>
        Object.values(snapshot({ learn }).parts['learn']!.tensors).map(({ data }) => Array.from(data));
      const before = bytes();
      rate.set(1);
      expect(() => learn({ x })).toThrow(/the rate must be from 0 to below 1, got 1\. Check rate\./);
      expect(bytes()).toEqual(before);
      rate.set(0.25);
      expect(Number.isFinite(lossesOf(learn, 1)[0])).toBe(true);
      expect(bytes()).not.toEqual(before);
    }
  });
});
