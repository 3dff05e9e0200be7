import { input } from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillUniform, key, tensor } from '@thalweg/tensor';
import { train } from '@thalweg/train';
import { threads, wasm, type ThreadsOptions } from '@thalweg/wasm';
import { Subject } from 'rxjs';

const ROWS = 61;
const PIXELS = 784;
const STEPS = 60;

/** The part of a page’s globals that is used here. */
interface Page {
  readonly Worker: new (url: string, options: object) => ReturnType<NonNullable<ThreadsOptions['spawn']>>;
}

/** Returns the losses of 60 Adam steps of a 784-128-10 network with threads, whose workers start from a text or a file. */
export async function trainWithThreads(
  count: number,
  by: 'text' | 'file' = 'text',
  fallback = false,
): Promise<number[]> {
  const { Worker } = globalThis as unknown as Page;
  const spawn = { spawn: () => new Worker('/worker.mjs', { type: 'module' }) };
  const runner = wasm({ threads: threads(count, by === 'text' ? {} : spawn), fallback });
  const logits = input('image', ['batch', PIXELS]).pipe(dense(128), relu(), dense(10));
  const loss = logits.pipe(softmaxCrossEntropy(input('digit', ['batch'], 'int32')));
  const records$ = new Subject<object>();
  const losses: number[] = [];
  let failure: Error | undefined;
  records$
    .pipe(train(loss, adam(), { runner }))
    .subscribe({ next: ({ loss }) => losses.push(loss), error: (error: Error) => (failure = error) });
  for (let step = 0; step < STEPS && failure === undefined; step++) {
    const image = tensor(fillUniform(new Float32Array(ROWS * PIXELS), key(step)), { shape: [ROWS, PIXELS] });
    records$.next({ image, digit: Int32Array.from({ length: ROWS }, (_, row) => (row * step) % 10) });
    // Gives workers time to start, or to be refused.
    await new Promise<void>(done => void setTimeout(done, 10));
  }
  records$.complete();
  if (failure !== undefined) throw failure;
  return losses;
}

declare function setTimeout(act: () => void, milliseconds: number): unknown;
