import { expect, it } from 'vitest';
import { bundle } from './bundle.ts';

it('an app that imports ONNX models bundles no exporter, no layer, no optimizer and no compiler', async () => {
  const { files } = await bundle(`
    import { importOnnx } from '@thalweg/onnx';
    console.log(importOnnx(bytes));
  `);
  expect(files.filter(file => /packages\/(nn|optim|wasm|train)\/|onnx\/src\/export\//.test(file))).toEqual([]);
});
