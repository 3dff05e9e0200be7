import { batch, fromColumns, epochs } from '@thalweg/data';
import { input, mean, square, type Node } from '@thalweg/graph';
import type { Runner } from '@thalweg/graph/author';
import { dense, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { train } from '@thalweg/train';
import type { Run } from './table-run.ts';

/** A run over weights of 1.4 MB, which every step writes whole, as it does Adam's moments. */
export function denseRun({ steps, runner }: { readonly steps: number; readonly runner?: Runner | undefined }): Run {
  const x = input('x', ['batch', 600]);
  const out = x.pipe(dense(600, { name: 'first' }), tanh(), dense(1, { name: 'last' }));
  const learn = train(mean(square(out)) as Node<readonly []>, adam(), {
    sliceMs: 0,
    ...(runner === undefined ? {} : { runner }),
  });
  const data = Float32Array.from({ length: 8 * 600 }, (_, i) => Math.sin(i));
  const records = fromColumns({ x: { data, shape: [600] } }).pipe(batch(4), epochs(steps / 2));
  return { learn, records };
}
