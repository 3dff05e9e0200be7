import { Worker } from 'node:worker_threads';
import { input } from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { Subject } from 'rxjs';
import { llvm } from '../llvm/llvm.ts';

// A program that learns in native code, and then ends in one of several ways. It prints its last loss. Argument: the way: `end`,
// `exit`, `throw`, `reject`, `kill`, `unsubscribe` and `early` while the first plan is compiled, `worker`, `stopped` for a worker that
// is stopped while it learns, `left` for one that compiles when the program exits, or `fallback`, which may do without LLVM.
const way = process.argv[2] ?? 'end';
const BATCH = 32;
/** After so many steps another thread compiles them. */
const STEPS = 3_000;

function learn(steps: number): number {
  const image = input('image', ['batch', 100]);
  const digit = input('digit', ['batch'], 'int32');
  const loss = image.pipe(dense(50), relu(), dense(10), softmaxCrossEntropy(digit));
  const native = llvm({ waits: way === 'end' || way === 'in-worker', fallback: way === 'fallback' });
  const batch = {
    image: Float32Array.from({ length: BATCH * 100 }, (_, i) => Math.sin(i)),
    digit: Int32Array.from({ length: BATCH }, (_, i) => i % 10),
  };
  let last = NaN;
  const records = new Subject<typeof batch>();
  const learning = records
    .pipe(train(loss, adam(), { runner: wasm({ native }) }))
    .subscribe(step => (last = step.loss));
  for (let n = 0; n < steps; n++) records.next(batch);
  if (way === 'unsubscribe') learning.unsubscribe();
  return last;
}

if (way === 'early') {
  console.log(learn(STEPS));
  process.exit(0);
}
const isWorker = way.startsWith('in-');
console.log(learn(way === 'in-stopped' ? 1 : STEPS));
// It goes on until it is stopped.
if (way === 'in-stopped') learn(1_000_000);
if (!isWorker && ['worker', 'stopped', 'left'].includes(way)) {
  const worker = new Worker(new URL(import.meta.url), { argv: [`in-${way}`], stdout: true });
  worker.stdout.once('data', data => {
    process.stdout.write(String(data));
    if (way === 'stopped') void worker.terminate();
    if (way === 'left') process.exit(0);
  });
}
if (way === 'exit') process.exit(0);
if (way === 'kill') process.kill(process.pid, 'SIGTERM');
if (way === 'reject') void Promise.reject(new Error('as asked'));
if (way === 'throw') throw new Error('as asked');
