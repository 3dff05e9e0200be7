import { fileURLToPath } from 'node:url';
import { batch, shuffle, take } from '@thalweg/data';
import { columnTransformer, dateParts, hash, oneHot, standardize } from '@thalweg/features';
import { add, cast, gather, greater, input, mul, type Node, parameter, sum } from '@thalweg/graph';
import { sigmoidCrossEntropy } from '@thalweg/nn';
import type { SparseFeatures } from '@thalweg/online';
import { sgd } from '@thalweg/optim';
import { parquet } from '@thalweg/readers';
import { tensor } from '@thalweg/tensor';
import { train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { lastValueFrom, tap } from 'rxjs';

/** Rows before the window of the shuffle gives its first. */
export const WINDOW = 100_000;

export const BATCH = 256;

/** An epoch of training: calls `onStep` after each step, and returns the last loss. */
export type Epoch = (onStep?: (step: number) => void) => Promise<number>;

/** Returns an epoch of a logistic model over the first flights: is one late by more than 15 minutes? */
export async function flightsEpoch(rows = Infinity): Promise<Epoch> {
  const all = await parquet(FLIGHTS);
  const flights = rows === Infinity ? all : all.pipe(take(rows));
  const features = columnTransformer({
    distance: standardize(),
    date: dateParts(),
    origin: oneHot(),
    destination: oneHot(),
    route: hash({ bits: 16, from: ['origin', 'destination'] }),
  });
  await features.fit(flights.pipe(take(GROUP)));
  const loss = lossOf(features.input('batch') as SparseFeatures);
  return async onStep => {
    const steps$ = flights.pipe(
      shuffle({ seed: 1, window: WINDOW }),
      features.apply(),
      batch(BATCH),
      train(loss, sgd({ learningRate: 0.1 }), { runner: wasm() }),
      tap(({ step }) => onStep?.(step)),
    );
    return (await lastValueFrom(steps$)).loss;
  };
}

function lossOf({ indices, values, size }: SparseFeatures): Node<readonly []> {
  const late = cast(greater(input('delay', ['batch']), 15), 'float32');
  const weights = parameter(tensor(new Float32Array(size)), { name: 'weights' });
  const logits = add(sum(mul(gather(weights, indices as Node), values as Node), { axes: -1 }), parameter(0));
  return (logits as Node).pipe(sigmoidCrossEntropy(late as Node)) as Node<readonly []>;
}

/** Three million flights in 11 row groups, of the package `vega-datasets`. */
export const FLIGHTS = fileURLToPath(
  new URL('../../../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url),
);

/** The rows of a row group. */
export const GROUP = 272_727;

/** Reads all columns of the first flights by hyparquet alone, row group after row group, and returns the number of cells. */
export async function bareRead(rows = Infinity): Promise<number> {
  const file = await asyncBufferFromFile(FLIGHTS);
  const metadata = await parquetMetadataAsync(file);
  let cells = 0;
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = Math.min(rows, rowStart + Number(group.num_rows));
    if (rowEnd <= rowStart) break;
    const onChunk = ({ columnData }: { readonly columnData: ArrayLike<unknown> }): void => {
      cells += columnData.length;
    };
    await parquetRead({ file, metadata, compressors, rowStart, rowEnd, onChunk });
    rowStart = rowEnd;
  }
  return cells;
}
