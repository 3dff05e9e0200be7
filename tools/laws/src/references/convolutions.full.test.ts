import { setTimeout as pause } from 'node:timers/promises';
import { openFrame } from '@thalweg/graph';
import { wasm } from '@thalweg/wasm';
import { expect, it } from 'vitest';
import { expectAgreement } from '../compiled/twins.ts';
import { counted } from '../compiled/counted.ts';
import { pass, passOnce } from '../compiled/runs.ts';
import { threaded } from '../compiled/threaded.ts';
import { convolutionNodes, convolutionRows } from './convolution-nodes.ts';
import { distance } from './distance.ts';

const OPERATIONS = ['conv1d', 'conv2d', 'convTranspose2d'] as const;

it.each(OPERATIONS)('all rows of %s in one pass are PyTorch’s, with two threads to the bits of one', async name => {
  const rows = convolutionRows().filter(({ operation }) => operation === name);
  const built = rows.map(row => convolutionNodes(row, { dtype: 'float32' }).outputs);
  const outputs = built.flat();
  const wanted = passOnce({ outputs, runner: wasm() });
  const per = built[0]!.length;
  rows.forEach((row, n) => expect(distance(row, wanted.slice(n * per, (n + 1) * per))).toBeLessThanOrEqual(1e-4));
  const pool = threaded(2);
  const watched = counted(pool.runner);
  const frame = openFrame({ outputs, runner: watched.runner });
  for (let turn = 0; turn < 4; turn++) {
    expectAgreement(pass(frame), wanted, 0);
    await pause(50); // so that the worker joins
  }
  expect(pool.alive).toBe(1);
  expect(watched).toMatchObject({ compiled: 4, interpreted: 0 });
  frame.close();
});
