import { allOperations, constant, input, mul, type Node } from '@thalweg/graph';
import { decodeModel, describe as describeModel, encodeModel } from '@thalweg/model';
import { batchNorm, conv2d, dense, dropout, embedding, flatten, gru, lstm, maxPool, relu, softmax } from '@thalweg/nn';
import { fromIterable } from '@thalweg/data';
import { allTransforms, columnTransformer, columnTransformerOf, impute, oneHot, standardize } from '@thalweg/features';
import { ContractError, sizeOf } from '@thalweg/tensor';
import { predictor } from '@thalweg/train';
import { allocatedIn } from './allocated.ts';
import { mutatedModel } from './mutated-model.ts';

/** The number of files that were refused and read, and the most bytes that reading one took, for each byte of its file. */
export interface Outcome {
  readonly refused: number;
  readonly read: number;
  readonly mostMemory: number;
}

const preprocessing = { columnTransformer: columnTransformerOf(allTransforms) };
const options = { operations: allOperations, preprocessing };
const writing = { operations: allOperations };

/** Files of small models with all kinds of nodes. */
async function files(): Promise<Uint8Array[]> {
  const scaler = columnTransformer({ a: [impute('median'), standardize()], b: oneHot() });
  await scaler.fit(
    fromIterable([
      { a: 1, b: 'x' },
      { a: 3, b: 'y' },
      { a: NaN, b: 'x' },
    ]),
  );
  const row = input('x', ['batch', 4]).pipe(dense(3), relu(), dense(2), softmax()) as Node;
  const image = input('x', ['batch', 5, 5, 1]).pipe(
    conv2d(2, 3, { padding: 1 }), batchNorm(), relu(), maxPool(2), dropout(0.5), flatten(), dense(2),
  ) as Node; // prettier-ignore
  const walk = input('x', ['batch', 'time', 3]).pipe(gru(2), lstm(2), dense(1)) as Node;
  const word = input('word', ['batch'], 'int32').pipe(embedding(5, 3), dense(2)) as Node;
  const scaled = mul(word, constant([2, 3])) as Node;
  return [
    encodeModel({ prediction: row, description: 'a row', units: { prediction: '1' } } as never, writing),
    encodeModel({ prediction: image, figures: { accuracy: 0.5 }, ranges: { x: { min: 0, max: 1 } } } as never, writing),
    encodeModel({ prediction: walk }, writing),
    encodeModel({ outputs: { word, scaled }, preprocessing: scaler } as never, writing),
  ];
}

/**
 * Reads mutated files of models. Whatever is not refused in words of ours must be a model: it has a card, is written and read
 * again, and predicts or says why it does not.
 */
export async function fuzzModels(first: number, count: number): Promise<Outcome> {
  const originals = await files();
  const outcome = { refused: 0, read: 0, mostMemory: 0 };
  for (let seed = first; seed < first + count; seed++) {
    const bytes = mutatedModel(originals[seed % originals.length]!, seed);
    const isRead = { now: false };
    const allocated = allocatedIn(() => (isRead.now = refusedOr(seed, () => void decodeModel(bytes, options))));
    outcome.mostMemory = Math.max(outcome.mostMemory, (allocated - 4096) / bytes.length);
    if (!isRead.now) {
      outcome.refused++;
      continue;
    }
    outcome.read++;
    use(bytes, seed);
  }
  return outcome;
}

/** What the engine says where a check of ours is missing. */
const foreign = /Cannot |is not a function|not iterable|Invalid |Maximum call|out of range|allocation failed/;

/** True if a function returns, and false if it refuses in words of ours. Anything else it throws is a fault. */
function refusedOr(seed: number, call: () => void): boolean {
  try {
    call();
    return true;
  } catch (error) {
    if (error instanceof ContractError && !foreign.test(error.message) && error.message.length < 5000) return false;
    throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
  }
}

function use(bytes: Uint8Array, seed: number): void {
  const model = decodeModel(bytes, options);
  const again = encodeModel(model as never, writing);
  const twice = encodeModel(decodeModel(again, options) as never, writing);
  if (Buffer.compare(again, twice) !== 0) throw new Error(`seed ${seed}: it is not written as it was read`);
  refusedOr(seed, () => void describeModel(model as never).toString());
  const inputs = Object.entries(model.inputs).map(([name, { shape, dtype }]) => {
    const sizes = shape.map(size => (typeof size === 'number' ? size : 2));
    return { name, sizes, dtype, size: sizeOf(sizes) };
  });
  if (inputs.some(({ size }) => size > 10_000)) return;
  const record = Object.fromEntries(
    inputs.map(({ name, sizes, dtype }) => [name, zeros(sizes, dtype === 'bool' ? false : 0)]),
  );
  for (const output of Object.values(model.outputs)) refusedOr(seed, () => void predictor(output)(record as never));
}

function zeros([size, ...rest]: readonly number[], zero: unknown): unknown {
  return size === undefined ? zero : Array.from({ length: size }, () => zeros(rest, zero));
}
