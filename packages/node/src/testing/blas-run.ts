import { Worker } from 'node:worker_threads';
import { input } from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { step } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { blas } from '../blas/blas.ts';

// A program that learns with products by the library of the system, and then ends in one of several ways. It prints its last
// loss. Arguments: the number of threads, and the way: `end`, `exit`, `throw`, `worker`, or `stopped` for a worker that is
// stopped while it learns.
const threads = Number(process.argv[2] ?? 1);
const way = process.argv[3] ?? 'end';
const BATCH = 256;

function learn(steps: number): number {
  const image = input('image', ['batch', 300]);
  const digit = input('digit', ['batch'], 'int32');
  const loss = image.pipe(dense(200), relu(), dense(10), softmaxCrossEntropy(digit));
  const take = step(loss, adam(), { runner: wasm({ products: blas({ threads }) }) });
  const batch = {
    image: Float32Array.from({ length: BATCH * 300 }, (_, i) => Math.sin(i)),
    digit: Int32Array.from({ length: BATCH }, (_, i) => i % 10),
  };
  let last = NaN;
  for (let n = 0; n < steps; n++) last = take(batch)!.loss;
  return last;
}

const isWorker = way.startsWith('in-');
console.log(learn(way === 'in-stopped' ? 1 : 20));
// It goes on until it is stopped.
if (way === 'in-stopped') learn(1_000_000);
if (!isWorker && (way === 'worker' || way === 'stopped')) {
  const worker = new Worker(new URL(import.meta.url), { argv: [String(threads), `in-${way}`], stdout: true });
  worker.stdout.once('data', data => {
    process.stdout.write(String(data));
    if (way === 'stopped') void worker.terminate();
  });
}
if (way === 'exit') process.exit(0);
if (way === 'throw') throw new Error('as asked');
