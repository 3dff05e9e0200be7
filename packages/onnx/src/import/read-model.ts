import { type DescField, type DescMessage, fromBinary, ScalarType } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { type GraphProto, type ModelProto, ModelProtoSchema, type NodeProto } from 'onnx-buf';
import { OnnxError } from './call/onnx-error.ts';

/** A model whose file has a graph. */
export type ReadModel = ModelProto & { readonly graph: GraphProto };

/** Graphs lie within each other at most so deep. */
const DEPTH = 64;

/** Messages lie within each other at most so deep, as the decoder has it. */
const MESSAGE_DEPTH = 100;

/** The bytes that messages may take as objects; three times the file if that is more. */
const MOST_OBJECTS = 2 ** 27;

/** The bytes that parts of a message take as objects. An empty part has two bytes in a file. */
const OBJECT = { message: 512, bytes: 128, text: 40, wide: 32, number: 12 };

const WIDE: readonly ScalarType[] = [ScalarType.INT64, ScalarType.UINT64, ScalarType.SINT64];

const FIXED: Readonly<Partial<Record<ScalarType, number>>> = { [ScalarType.FLOAT]: 4, [ScalarType.DOUBLE]: 8 };

/** Reads the file of a model. Throws {@link OnnxError} for bytes that are none, cut ones, and a model without a graph. */
export function readModel(bytes: Uint8Array): ReadModel {
  const model = parsed(bytes);
  const { graph } = model;
  if (graph === undefined || graph.output.length === 0) throw broken('it has no graph with outputs');
  if (depthOf(graph) > DEPTH) throw broken(`graphs lie within each other more than ${DEPTH} times`);
  return { ...model, graph };
}

function parsed(bytes: Uint8Array): ModelProto {
  try {
    new ObjectSizes(bytes).check(ModelProtoSchema);
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  } catch (cause) {
    if (cause instanceof OnnxError) throw cause;
    throw broken(`its bytes are no message of that kind (${String(cause)})`, cause);
  }
}

/** Adds up what the messages of a file take as objects, before it is decoded. */
class ObjectSizes {
  readonly #reader: BinaryReader;
  readonly #bytes: Uint8Array;
  readonly #most: number;
  readonly #fields = new Map<DescMessage, ReadonlyMap<number, DescField>>();
  #size = 0;

  constructor(bytes: Uint8Array) {
    this.#reader = new BinaryReader(bytes);
    this.#bytes = bytes;
    this.#most = Math.max(MOST_OBJECTS, 3 * bytes.length);
  }

  /** Reads a message up to a place in the file. Throws {@link OnnxError} as soon as there is too much. */
  check(message: DescMessage, end: number = this.#bytes.length, depth = 0): void {
    const reader = this.#reader;
    const fields = this.#fieldsOf(message);
    while (reader.pos < end) {
      const [number, wire] = reader.tag();
      const field = fields.get(number);
      if (field === undefined || wire !== WireType.LengthDelimited) {
        if (field?.fieldKind === 'list') this.#add(OBJECT.wide);
        reader.skip(wire, number);
        continue;
      }
      const to = reader.uint32() + reader.pos;
      if (to > end) throw new RangeError('a part ends after the whole');
      if (field.message !== undefined && depth < MESSAGE_DEPTH) {
        this.#add(OBJECT.message);
        this.check(field.message, to, depth + 1);
      } else if (field.fieldKind === 'list') {
        this.#add(this.#listSize(field.scalar, reader.pos, to));
      }
      reader.pos = to;
    }
  }

  /** Returns the bytes that an item of a list of texts or bytes takes, or packed numbers. */
  #listSize(scalar: ScalarType | undefined, from: number, to: number): number {
    if (scalar === ScalarType.STRING) return OBJECT.text;
    if (scalar === ScalarType.BYTES) return OBJECT.bytes;
    const fixed = scalar && FIXED[scalar];
    if (fixed !== undefined) return ((to - from) / fixed) * OBJECT.number;
    let count = 0;
    // The last byte of a number has no upper bit.
    for (let at = from; at < to; at++) if (this.#bytes[at]! < 0x80) count++;
    return count * (scalar !== undefined && WIDE.includes(scalar) ? OBJECT.wide : OBJECT.number);
  }

  #add(size: number): void {
    this.#size += size;
    if (this.#size > this.#most)
      throw broken(`its nodes, attributes and the like would take more than ${Math.floor(this.#most / 2 ** 20)} MiB as objects`); // prettier-ignore
  }

  #fieldsOf(message: DescMessage): ReadonlyMap<number, DescField> {
    let fields = this.#fields.get(message);
    if (fields === undefined) {
      fields = new Map(message.fields.map(field => [field.number, field]));
      this.#fields.set(message, fields);
    }
    return fields;
  }
}

function depthOf(graph: GraphProto, depth = 1): number {
  if (depth > DEPTH) return depth;
  const inner = graph.node.flatMap(({ attribute }) => attribute.flatMap(({ g }) => (g === undefined ? [] : [g])));
  return inner.reduce((most, one) => Math.max(most, depthOf(one, depth + 1)), depth);
}

function broken(reason: string, cause?: unknown): OnnxError {
  return new OnnxError([{ kind: 'file', subject: 'model', reason }], { cause });
}

/** Returns the nodes of a graph, and of the graphs within it. */
export function nodesIn(graph: GraphProto): NodeProto[] {
  return nodesAmong(graph.node);
}

/** Returns nodes, and those of the graphs within them. */
export function nodesAmong(nodes: readonly NodeProto[]): NodeProto[] {
  return nodes.flatMap(node => [node, ...node.attribute.flatMap(({ g }) => (g === undefined ? [] : nodesIn(g)))]);
}

/** Returns the name of a node's operator; that of another domain than ONNX's own has the domain before it. */
export function operatorName({ domain, opType }: Pick<NodeProto, 'domain' | 'opType'>): string {
  return domain === '' || domain === 'ai.onnx' ? opType : `${domain}.${opType}`;
}
