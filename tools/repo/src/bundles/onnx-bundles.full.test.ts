import { expect, it } from 'vitest';
import { bundle } from './bundle.ts';
import { namesIn } from './names-behind.ts';

it('an app that imports ONNX models bundles no exporter, no layer, no optimizer and no compiler', async () => {
  const { names } = await bundle(`
    import { importOnnx } from '@thalweg/onnx';
    console.log(importOnnx(bytes));
  `);
  const exporter = namesIn('onnx', /^export\//);
  expect(exporter).toContain('onnx:exportOnnx');
  expect(names.filter(name => /^(nn|optim|wasm|train):/.test(name) || exporter.has(name))).toEqual([]);
});

it('an app that exports ONNX models bundles no importer', async () => {
  const { names } = await bundle(`
    import { input, relu } from '@thalweg/graph';
    import { exportOnnx } from '@thalweg/onnx';
    console.log(exportOnnx({ y: relu(input('x', [2])) }));
  `);
  const importer = namesIn('onnx', /^import\//);
  expect(importer).toContain('onnx:importOnnx');
  expect(names.filter(name => importer.has(name))).toEqual([]);
});
