import { cast, constant, input, reshape, type Node } from '@thalweg/graph';
import { sigmoidCrossEntropy } from '@thalweg/nn';
import { lastValueFrom, of, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { evaluate, predictor } from './index.ts';

const outcomes = (stream: Observable<unknown>): Promise<unknown[]> => lastValueFrom(stream.pipe(toArray()));

describe('sigmoidCrossEntropy', () => {
  const logits = (): Node => input('x', ['batch', 1]);
  const batch = { x: [[1], [2]], y: new Float32Array([1, 1.01]) };

  it('refuses labels outside of [0, 1] where records enter: training, evaluating, predicting', async () => {
    const labels = input('y', ['batch', 1]);
    const loss = sigmoidCrossEntropy(labels)(logits() as never);
    await expect(outcomes(of(batch).pipe(evaluate({ loss })))).rejects.toThrow(
      "evaluate: the field 'y' must be from 0 to 1 for sigmoidCrossEntropy, got 1.0099999904632568 at row 1 in batch 0",
    );
    expect(() => predictor(loss as Node)(batch)).toThrow("predictor: the field 'y' must be from 0 to 1");
  });

  it('finds labels that are reshaped and cast on their way, and integers', async () => {
    const labels = input('y', ['batch'], 'int32') as Node;
    const loss = sigmoidCrossEntropy(reshape(cast(labels, 'float32'), ['batch', 1]))(logits() as never);
    const wrong = { x: [[1], [2]], y: new Int32Array([1, 2]) };
    await expect(outcomes(of(wrong).pipe(evaluate({ loss })))).rejects.toThrow('got 2 at row 1');
    await expect(outcomes(of({ ...wrong, y: new Int32Array([1, 0]) }).pipe(evaluate({ loss })))).resolves.toHaveLength(
      1,
    );
  });

  it('takes the label to ignore in a record, whatever its prediction is, and no other number outside', async () => {
    for (const shape of [
      ['batch', 1],
      [1, 1],
    ] as const) {
      const [x, labels] = [input('x', shape), input('y', shape)];
      const loss = sigmoidCrossEntropy(labels as Node, { ignore: -1 })(x as never);
      const evaluated = (y: readonly number[]): Promise<unknown[]> =>
        outcomes(of({ x: y.map(() => [0]), y: y.map(label => [label]) }).pipe(evaluate({ loss })));
      await expect(evaluated([-1])).resolves.toMatchObject([{ loss: 0 }]);
      await expect(evaluated([-2])).rejects.toThrow("'y' must be from 0 to 1 for sigmoidCrossEntropy, got -2");
      if (shape[0] === 1) continue;
      await expect(evaluated([0, -1, 1])).resolves.toMatchObject([{ loss: expect.closeTo(Math.LN2, 6) as number }]);
      await expect(evaluated([-1, 1, 1.5])).rejects.toThrow('got 1.5 at row 2');
      await expect(evaluated([-1, NaN])).rejects.toThrow("'y' must be finite");
    }
  });

  it('refuses a constant at once', () => {
    expect(() => sigmoidCrossEntropy(constant([[5]]))(constant([[1]]) as never)).toThrow(
      "sigmoidCrossEntropy: 'constant' must be from 0 to 1 for sigmoidCrossEntropy, got 5 at element 0. Give labels 0 and 1",
    );
  });
});
