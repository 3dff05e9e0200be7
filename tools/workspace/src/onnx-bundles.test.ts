import { expect, it } from 'vitest';
import { bundle } from './bundle.ts';

it('an app that imports ONNX models bundles no exporter, no layer, no optimizer and no compiler', async () => {
  const { files } = await bundle(`
    import { importOnnx } from '@thalweg/onnx';
    console.log(importOnnx(bytes));
  `);
  expect(files.filter(file => /packages\/(nn|optim|wasm|train)\/|onnx\/src\/export\//.test(file))).toEqual([]);
});

it('an app that exports ONNX models bundles no importer', async () => {
  const { files } = await bundle(`
    import { input, relu } from '@thalweg/graph';
    import { exportOnnx } from '@thalweg/onnx';
    console.log(exportOnnx({ y: relu(input('x', [2])) }));
  `);
  expect(files.filter(file => /onnx\/src\/import\//.test(file))).toEqual([]);
});
