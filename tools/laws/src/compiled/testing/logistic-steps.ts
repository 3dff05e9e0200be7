import { input, mul, parameter, sum, type Node } from '@thalweg/graph';
import { sigmoidCrossEntropy } from '@thalweg/nn';
import { sgd } from '@thalweg/optim';
import { train, type StepRecord } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { Observable } from 'rxjs';

export const FEATURES = 20;
export const RECORDS = 4096;

export const x = Float32Array.from({ length: RECORDS * FEATURES }, (_, i) => ((i * 0.6180339887498949) % 1) * 2 - 1);
export const label = Float32Array.from({ length: RECORDS }, (_, i) => i % 2);
export const records = Array.from({ length: RECORDS }, (_, i) => ({
  x: x.subarray(i * FEATURES, (i + 1) * FEATURES),
  label: label[i]!,
}));

export function logistic(): Node<readonly []> {
  const z = sum(mul(parameter(new Float32Array(FEATURES)), input('x', [FEATURES]))) as Node;
  return sigmoidCrossEntropy(input('label', []))(z as Node<readonly []>);
}

/** A function that pushes a record, one after another, through a training whose steps somebody listens to. */
export function learner(told: (record: StepRecord) => void): () => void {
  let push = (_: (typeof records)[number]): void => {};
  new Observable<(typeof records)[number]>(subscriber => {
    push = record => subscriber.next(record);
  })
    .pipe(train(logistic(), sgd({ learningRate: 0.05 }), { runner: wasm() }))
    .subscribe(told);
  let at = 0;
  return () => push(records[at++ % RECORDS]!);
}
