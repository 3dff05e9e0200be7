import { input, type Runner } from '@thalweg/graph';
import { dense, meanSquaredError, relu } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillUniform, key } from '@thalweg/tensor';
import { predictor, train } from '@thalweg/train';
import { lastValueFrom, map, range, toArray } from 'rxjs';

const x = input('x', ['batch', 12]);
const y = input('y', ['batch', 3]);

export const predict = x.pipe(dense(20), relu(), dense(3));

export const training = (runner?: Runner) =>
  train(predict.pipe(meanSquaredError(y)), adam({ learningRate: 0.01 }), { runner });

const ROWS = 32;

/** Returns the losses of 40 steps and a prediction with the final weights. */
export async function trainAndPredict(runner: Runner): Promise<number[]> {
  const numbers = (step: number, count: number): Float32Array => fillUniform(new Float32Array(count), key(step));
  const records$ = range(0, 40).pipe(map(step => ({ x: numbers(step, ROWS * 12), y: numbers(-step, ROWS * 3) })));
  const losses$ = records$.pipe(
    training(runner),
    map(({ loss }) => loss),
    toArray(),
  );
  const losses = await lastValueFrom(losses$);
  const output = predictor(predict, { runner })({ x: numbers(99, 12) });
  return [...losses, ...Array.from(output.data)];
}
