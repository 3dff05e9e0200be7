import { fromIterable } from '@thalweg/data';
import { allTransforms, columnTransformer, columnTransformerOf, impute, oneHot, standardize } from '@thalweg/features';
import { allOperations, constant, input, mul, type Node } from '@thalweg/graph';
import { decodeModel, describe as describeModel, encodeModel, type LoadedModel } from '@thalweg/model';
import { batchNorm, conv2d, dense, dropout, embedding, flatten, gru, lstm, maxPool, relu, softmax } from '@thalweg/nn';
import { ContractError, sizeOf } from '@thalweg/tensor';
import { predictor } from '@thalweg/train';
import { mutatedModel } from '../inputs/mutated-model.ts';
import type { Door } from './door.ts';

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
 * Files of models with changes that their checksum covers. What is not refused must be a model: it has a card, is written and
 * read again, and predicts or says why it does not.
 */
export async function modelDoor(): Promise<Door<Uint8Array>> {
  const originals = await files();
  return {
    draw: chance => mutatedModel(chance.of(originals), chance),
    open(bytes) {
      let model: LoadedModel | undefined;
      let refusal: unknown;
      const allocated = allocatedIn(() => {
        try {
          model = decodeModel(bytes, options);
        } catch (error) {
          refusal = error;
        }
      });
      if ((allocated - 4096) / bytes.length >= 2) throw new Error(`it takes ${allocated} bytes for ${bytes.length}`);
      if (model === undefined) throw refusal;
      use(model);
    },
  };
}

/** Calls what may refuse in words of ours. Anything else that it throws is a fault. */
function mayRefuse(call: () => void): void {
  try {
    call();
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
  }
}

function use(model: LoadedModel): void {
  const again = encodeModel(model as never, writing);
  const twice = encodeModel(decodeModel(again, options) as never, writing);
  if (Buffer.compare(again, twice) !== 0) throw new Error('it is not written as it was read');
  mayRefuse(() => void describeModel(model as never).toString());
  const inputs = Object.entries(model.inputs).map(([name, { shape, dtype }]) => {
    const sizes = shape.map(size => (typeof size === 'number' ? size : 2));
    return { name, sizes, dtype, size: sizeOf(sizes) };
  });
  if (inputs.some(({ size }) => size > 10_000)) return;
  const record = Object.fromEntries(
    inputs.map(({ name, sizes, dtype }) => [name, zeros(sizes, dtype === 'bool' ? false : 0)]),
  );
  for (const output of Object.values(model.outputs)) mayRefuse(() => void predictor(output)(record as never));
}

function zeros([size, ...rest]: readonly number[], zero: unknown): unknown {
  return size === undefined ? zero : Array.from({ length: size }, () => zeros(rest, zero));
}

const names = ['Float32Array', 'Float64Array', 'Int32Array', 'Uint32Array', 'Uint8Array', 'ArrayBuffer'] as const;

/** Returns the bytes of all typed arrays that a function makes by their number of elements, or from other arrays. */
function allocatedIn(call: () => void): number {
  const host = globalThis as unknown as Record<string, new (...given: unknown[]) => { readonly byteLength: number }>;
  const own = names.map(name => host[name]!);
  let bytes = 0;
  names.forEach((name, at) => {
    host[name] = new Proxy(own[at]!, {
      construct(target, given: unknown[], newTarget) {
        const made = Reflect.construct(target, given, newTarget) as { readonly byteLength: number };
        if (!(given[0] instanceof ArrayBuffer)) bytes += made.byteLength;
        return made;
      },
    });
  });
  try {
    call();
  } finally {
    names.forEach((name, at) => (host[name] = own[at]!));
  }
  return bytes;
}
