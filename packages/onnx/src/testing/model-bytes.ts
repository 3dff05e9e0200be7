import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as Kind,
  ModelProtoSchema,
  TensorProto_DataType as Type,
  type AttributeProtoSchema,
  type GraphProtoSchema,
  type ModelProto,
  type NodeProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';

type NodeInit = MessageInitShape<typeof NodeProtoSchema>;
type ValueInit = MessageInitShape<typeof ValueInfoProtoSchema>;
type AttributeInit = MessageInitShape<typeof AttributeProtoSchema>;
type GraphInit = MessageInitShape<typeof GraphProtoSchema>;

/** A stored tensor without a message's own fields. */
export interface PlainTensor {
  readonly name: string;
  readonly dims: bigint[];
  readonly dataType: Type;
  readonly floatData?: number[];
  readonly int64Data?: bigint[];
}

/** A value of a model: its name, its sizes, of which `undefined` is an open one without a name, and its dtype. */
export function value(name: string, sizes: readonly (number | string | undefined)[], elemType: number = Type.FLOAT): ValueInit {
  const dim = sizes.map(size => {
    if (size === undefined) return {};
    return { value: typeof size === 'string' ? { case: 'dimParam' as const, value: size } : { case: 'dimValue' as const, value: BigInt(size) } };
  });
  return { name, type: { value: { case: 'tensorType', value: { elemType, shape: { dim } } } } };
} // prettier-ignore

/** Stored floats. */
export function floats(name: string, dims: readonly number[], floatData: number[]): PlainTensor {
  return { name, dims: dims.map(BigInt), dataType: Type.FLOAT, floatData };
}

/** Stored whole numbers of 64 bits. */
export function integers(name: string, dims: readonly number[], numbers: readonly number[]): PlainTensor {
  return { name, dims: dims.map(BigInt), dataType: Type.INT64, int64Data: numbers.map(BigInt) };
}

/** A node: its operator with inputs and outputs, `Add x w -> y`, and attributes. */
export function node(call: string, attributes: Readonly<Record<string, AttributeInit>> = {}, name = ''): NodeInit {
  const [left = '', right = ''] = call.split('->');
  const [operator = '', ...input] = left.trim().split(/\s+/);
  const [, domain = '', opType = operator] = /^(.+)\.(\w+)$/.exec(operator) ?? [];
  const attribute = Object.entries(attributes).map(([key, given]) => ({ name: key, type: Kind.INT, ...given }));
  return { name, opType, domain, input: input.map(one => (one === '_' ? '' : one)), output: right.trim().split(/\s+/), attribute };
} // prettier-ignore

/** The bytes of a model with one graph. */
export function modelBytes(graph: GraphInit, more: MessageInitShape<typeof ModelProtoSchema> = {}): Uint8Array {
  return toBinary(ModelProtoSchema, modelOf(graph, more));
}

/** A model with one graph, of opset 18. */
function modelOf(graph: GraphInit, more: MessageInitShape<typeof ModelProtoSchema> = {}): ModelProto {
  return create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ domain: '', version: 18n }], graph: { name: 'model', ...graph }, ...more } as MessageInitShape<typeof ModelProtoSchema>); // prettier-ignore
}
