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
      "evaluate: the field 'y' must be from 0 to 1 for sigmoidCrossEntropy, got 1.0099999904632568 at element 1",
    );
    expect(() => predictor(loss as Node)(batch)).toThrow("predictor: the field 'y' must be from 0 to 1");
  });

  it('finds labels that are reshaped and cast on their way, and integers', async () => {
    const labels = input('y', ['batch'], 'int32') as Node;
    const loss = sigmoidCrossEntropy(reshape(cast(labels, 'float32'), ['batch', 1]))(logits() as never);
    const wrong = { x: [[1], [2]], y: new Int32Array([1, 2]) };
    await expect(outcomes(of(wrong).pipe(evaluate({ loss })))).rejects.toThrow('got 2 at element 1');
    await expect(outcomes(of({ ...wrong, y: new Int32Array([1, 0]) }).pipe(evaluate({ loss })))).resolves.toHaveLength(
      1,
    );
  });

  it('refuses a constant at once', () => {
    expect(() => sigmoidCrossEntropy(constant([[5]]))(constant([[1]]) as never)).toThrow(
      "sigmoidCrossEntropy: 'constant' must be from 0 to 1 for sigmoidCrossEntropy, got 5. Give labels 0 and 1",
    );
  });
});
