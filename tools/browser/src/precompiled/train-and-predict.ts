import type { Runner } from '@thalweg/graph';
import { fillUniform, key } from '@thalweg/tensor';
import { predictor } from '@thalweg/train';
import { lastValueFrom, map, range, toArray } from 'rxjs';
import { predict, training } from './model.ts';

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
