import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, type GraphProto, type ModelProto } from 'onnx-buf';
import { OnnxError } from './onnx-error.ts';

/** A model whose file has a graph. */
export type ReadModel = ModelProto & { readonly graph: GraphProto };

/** Graphs lie within each other at most so deep. */
const DEPTH = 64;

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
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw broken(`its bytes are no message of that kind (${String(cause)})`, cause);
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
