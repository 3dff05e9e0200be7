import { encodeUtf8 } from '@thalweg/tensor/engine';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as Kind,
  GraphProtoSchema,
  ModelProtoSchema,
  type AttributeProtoSchema,
  type GraphProto,
  type ModelProto,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';
import type { Applied, Attribute, Block, Declared } from './block.ts';
import type { Stored } from './constants.ts';
import { onnxType } from './onnx-type.ts';

/** A model to write: its graph, what it stores, its name, and the version of the operators. */
export interface ModelToWrite {
  readonly name: string;
  readonly opset: number;
  readonly block: Block;
  readonly stored: readonly Stored[];
}

/** Returns a model as the messages of ONNX. */
export function toProto({ name, opset, block, stored }: ModelToWrite): ModelProto {
  return create(ModelProtoSchema, {
    irVersion: BigInt(opset < 19 ? 8 : opset < 21 ? 9 : 10),
    producerName: 'thalweg',
    opsetImport: [{ domain: '', version: BigInt(opset) }],
    graph: graphOf(block, name, stored),
  });
}

function graphOf(block: Block, name: string, stored: readonly Stored[] = []): GraphProto {
  return create(GraphProtoSchema, {
    name,
    initializer: stored.map(tensorOf),
    node: block.applied.map(nodeOf),
    input: block.inputs.map(declaredOf),
    output: block.outputs.map(declaredOf),
  });
}

function nodeOf({ operator, inputs, outputs, attributes }: Applied): MessageInitShape<typeof NodeProtoSchema> {
  return {
    opType: operator,
    name: outputs[0]!,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
  };
}

function attributeOf(name: string, value: Attribute): MessageInitShape<typeof AttributeProtoSchema> {
  if ('int' in value) return { name, type: Kind.INT, i: BigInt(value.int) };
  if ('ints' in value) return { name, type: Kind.INTS, ints: value.ints.map(BigInt) };
  if ('float' in value) return { name, type: Kind.FLOAT, f: value.float };
  if ('text' in value) return { name, type: Kind.STRING, s: utf8Of(value.text) };
  if ('texts' in value) return { name, type: Kind.STRINGS, strings: value.texts.map(utf8Of) };
  return { name, type: Kind.GRAPH, g: graphOf(value.graph, 'body') };
}

function declaredOf({ name, dtype, shape }: Declared): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = shape.map(length => ({
    value: typeof length === 'number' ? { case: 'dimValue' as const, value: BigInt(length) } : { case: 'dimParam' as const, value: length }, // prettier-ignore
  }));
  return { name, type: { value: { case: 'tensorType', value: { elemType: onnxType(dtype), shape: { dim } } } } };
}

function tensorOf({ name, dtype, shape, data }: Stored): MessageInitShape<typeof TensorProtoSchema> {
  const rawData = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  return { name, dataType: onnxType(dtype), dims: shape.map(BigInt), rawData };
}

function utf8Of(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(encodeUtf8(text));
}
