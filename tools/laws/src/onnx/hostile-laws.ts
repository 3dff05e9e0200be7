import { getHeapStatistics } from 'node:v8';
import { clone, fromBinary, toBinary } from '@bufbuild/protobuf';
import { importOnnx, type ImportOnnxOptions, OnnxError, onnxOperators, onnxTensors } from '@thalweg/onnx';
import { ContractError } from '@thalweg/tensor';
import { ModelProtoSchema, type ModelProto, type NodeProto, type TensorProto } from 'onnx-buf';
import { afterAll, describe, expect, it } from 'vitest';
import { runCases } from './covered-cases.ts';
import { bytesOf, onnxCase, torchModels } from './onnx-models.ts';

/** The files of one test. */
const PART = 1000;

/** Tests that so many changed files of ONNX's own tests and of PyTorch are imported or refused. */
export function hostileLaws(count: number): void {
  const parts = Array.from({ length: count / PART }, (_, n) => n);
  describe(`${count} changed ONNX files are imported or refused in clear words, in bounded memory:`, () => {
    const ofOnnx = runCases.filter((_, n) => n % 5 === 0).map(name => new Uint8Array(onnxCase(name).bytes));
    const files = [...torchModels().map(bytesOf), ...ofOnnx].filter(({ length }) => length < 100_000);
    const all = { imported: 0, refused: 0 };

    it.each(parts)('part %i', part => {
      const seeds = Array.from({ length: PART }, (_, n) => part * PART + n);
      const { imported, refused, ...wrong } = importHostile(files, seeds);
      all.imported += imported;
      all.refused += refused;
      expect(wrong).toEqual({ unclear: [], large: [] });
    });

    afterAll(() => {
      expect(all.imported + all.refused).toBe(count);
      expect(Math.min(all.imported, all.refused)).toBeGreaterThan(count / 5);
    });
  });
}

/** The result of importing many changed files. */
interface HostileReport {
  readonly imported: number;
  readonly refused: number;
  /** Errors that are none of ours, or that hide one, with the seeds. */
  readonly unclear: readonly string[];
  /** Files for which more memory was taken than is allowed, with the seeds. */
  readonly large: readonly string[];
}

/** An import takes at most so much memory, and so many times the size of its file. */
const [FREE, TIMES] = [64 * 2 ** 20, 100];

/** Changes files and imports them; each seed gives one file. */
export function importHostile(files: readonly Uint8Array[], seeds: readonly number[]): HostileReport {
  const report = { imported: 0, refused: 0, unclear: [] as string[], large: [] as string[] };
  const operators = onnxOperators();
  for (const seed of seeds) {
    const draw = drawFrom(seed);
    const bytes = mutated(files[seed % files.length]!, draw, operators);
    const before = memory();
    try {
      importOnnx(bytes, seed % 3 === 0 ? upTo(bytes, seed) : {});
      report.imported++;
    } catch (error) {
      report.refused++;
      const words = unclear(error);
      if (words !== undefined) report.unclear.push(`${seed}: ${words}`);
    }
    const taken = memory() - before;
    if (taken > FREE + TIMES * bytes.length) report.large.push(`${seed}: ${taken} bytes for ${bytes.length}`);
  }
  return report;
}

/** The options for one of the tensors of a file. */
function upTo(bytes: Uint8Array, seed: number): ImportOnnxOptions {
  const tensors = onnxTensors(bytes);
  return tensors.length === 0 ? {} : { outputs: [tensors[seed % tensors.length]!.name], batchNorm: 'train' };
}

/** Bytes in objects and in arrays; garbage counts too. */
function memory(): number {
  const { used_heap_size: objects, external_memory: arrays } = getHeapStatistics();
  return objects + arrays;
}

/** Says in which way an error is none of ours. */
function unclear(error: unknown): string | undefined {
  if (!(error instanceof ContractError)) return (error as Error).stack;
  if (!(error instanceof OnnxError) || error.problems.length === 0) return error.message;
  if (/\bundefined\b|\[object/.test(error.message)) return error.message;
  const parses = error.problems[0]!.subject === 'model';
  return error.cause === undefined || parses ? undefined : (error.cause as Error).stack;
}

/** Numbers from 0 to before a bound, the same for each seed. */
type Draw = (below: number) => number;

/** Source: Vigna, "xorshift*", 2014, in 32 bits: Marsaglia, "Xorshift RNGs", 2003. */
function drawFrom(seed: number): Draw {
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1;
  return below => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Whole numbers that no size, axis or count should be. */
const strange = [
  0n,
  -1n,
  1n,
  2n,
  7n,
  1000n,
  2n ** 20n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 40n,
  2n ** 62n,
  -(2n ** 63n),
  2n ** 63n - 1n,
];

type Mutation = (bytes: Uint8Array, draw: Draw) => Uint8Array;

const flipped: Mutation = (bytes, draw) => {
  const changed = bytes.slice();
  for (let n = 1 + draw(8); n > 0; n--) changed[draw(changed.length)]! ^= 1 << draw(8);
  return changed;
};

const cut: Mutation = (bytes, draw) => bytes.slice(0, draw(bytes.length));

/** A byte, perhaps a length or a tag, becomes another one. */
const replaced: Mutation = (bytes, draw) => {
  const changed = bytes.slice();
  for (let n = 1 + draw(3); n > 0; n--) changed[draw(Math.min(changed.length, 400))] = [0, 1, 0x7f, 0x80, 0xff, draw(256)][draw(6)]!;
  return changed;
}; // prettier-ignore

/** A part is taken out, or put in twice. */
const shifted: Mutation = (bytes, draw) => {
  const [from, length] = [draw(bytes.length), 1 + draw(64)];
  const part = bytes.subarray(from, from + length);
  const rest = draw(2) === 0 ? [bytes.subarray(0, from), bytes.subarray(from + length)] : [bytes.subarray(0, from), part, bytes.subarray(from)];
  return Uint8Array.from(rest.flatMap(each => [...each]));
}; // prettier-ignore

/** A change of a model that was read, which is written again. */
const rewritten =
  (change: (model: ModelProto, draw: Draw) => void): Mutation =>
  (bytes, draw) => {
    const model = clone(ModelProtoSchema, fromBinary(ModelProtoSchema, bytes));
    change(model, draw);
    return toBinary(ModelProtoSchema, model);
  };

const one = <T>(list: readonly T[], draw: Draw): T | undefined => list[draw(Math.max(1, list.length))];

function tensorsOf({ graph }: ModelProto): TensorProto[] {
  const stored = graph!.node.flatMap(({ attribute }) => attribute.flatMap(({ t }) => (t === undefined ? [] : [t])));
  return [...graph!.initializer, ...stored];
}

const otherSizes = rewritten((model, draw) => {
  const dims = one(tensorsOf(model), draw)?.dims;
  const type = one(model.graph!.input, draw)?.type?.value;
  const sizes = type?.case === 'tensorType' ? (type.value.shape?.dim ?? []) : [];
  if (draw(2) === 0 && dims !== undefined) dims[draw(dims.length + 1)] = one(strange, draw)!;
  else if (sizes.length > 0) one(sizes, draw)!.value = { case: 'dimValue', value: one(strange, draw)! };
});

const otherNumbers = rewritten((model, draw) => {
  const tensor = one(tensorsOf(model).filter(({ dataType }) => dataType === 7), draw);
  if (tensor === undefined) return;
  const count = tensor.rawData.length / 8;
  if (count > 0) new DataView(tensor.rawData.buffer, tensor.rawData.byteOffset, tensor.rawData.length).setBigInt64(8 * draw(count), one(strange, draw)!, true);
  else if (tensor.int64Data.length > 0) tensor.int64Data[draw(tensor.int64Data.length)] = one(strange, draw)!;
}); // prettier-ignore

const otherAttributes = rewritten((model, draw) => {
  const node = one(model.graph!.node.filter(({ attribute }) => attribute.length > 0), draw);
  const attribute = node && one(node.attribute, draw);
  if (attribute === undefined) return;
  if (draw(4) === 0) node!.attribute.splice(draw(node!.attribute.length), 1);
  else if (attribute.ints.length > 0 && draw(3) > 0) attribute.ints[draw(attribute.ints.length + 1)] = one(strange, draw)!;
  else attribute.i = one(strange, draw)!;
}); // prettier-ignore

/** The values of a model, in other places. */
const otherWires = rewritten((model, draw) => {
  const { node, output } = model.graph!;
  const names = [...node.flatMap(each => [...each.input, ...each.output]), '', 'nothing'];
  const changed = one(node, draw);
  if (changed === undefined) return;
  if (draw(3) === 0) changed.output[draw(changed.output.length + 1)] = one(names, draw)!;
  else if (draw(3) === 0 && output.length > 0) one(output, draw)!.name = one(names, draw)!;
  else changed.input[draw(changed.input.length + 1)] = one(names, draw)!;
});

const otherOrder = rewritten((model, draw) => {
  const { node } = model.graph!;
  const [a, b] = [draw(node.length), draw(node.length)];
  [node[a], node[b]] = [node[b]!, node[a]!];
  if (draw(2) === 0) node.splice(draw(node.length), 1);
});

const otherOperator = (operators: readonly string[]): Mutation =>
  rewritten((model, draw) => {
    const node: NodeProto | undefined = one(model.graph!.node, draw);
    if (node !== undefined) node.opType = one(operators, draw)!;
  });

const otherDtype = rewritten((model, draw) => {
  const tensor = one(tensorsOf(model), draw);
  if (tensor !== undefined) tensor.dataType = draw(20);
});

const otherOpset = rewritten((model, draw) => {
  model.opsetImport.forEach(each => (each.version = BigInt(draw(24))));
});

/** Returns a file that differs from a given one in something. */
function mutated(bytes: Uint8Array, draw: Draw, operators: readonly string[]): Uint8Array {
  const mutations = [flipped, flipped, cut, replaced, shifted, otherSizes, otherNumbers, otherAttributes, otherWires, otherOrder, otherOperator(operators), otherDtype, otherOpset]; // prettier-ignore
  return one(mutations, draw)!(bytes, draw);
}
