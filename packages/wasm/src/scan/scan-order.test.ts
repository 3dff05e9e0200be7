import { add, mul, openFrame, parameter, scan, type Node } from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { expect, it } from 'vitest';

it('a value that a scan begins with is computed before it, though a later formula could share its loop', () => {
  const a = parameter(tensor(Float32Array.of(1, 2, 3))) as Node;
  const xs = parameter(tensor(Float32Array.of(1, 1, 1, 1, 1, 1), { shape: [2, 3] })) as Node;
  const init = mul(2, a) as Node;
  const cell = (h: Node, x: Node) => ({ carry: add(h, x) as Node, output: x });
  const { carry } = scan(cell, xs, { init, axis: 0 });
  const frame = openFrame({ outputs: [add(init, carry as Node) as Node], runner: wasm() });
  let found: unknown;
  frame.run([], outcome => (found = 'error' in outcome ? outcome.error : outcome.outputs[0]!.toArray()));
  frame.close();
  expect(found).toEqual([6, 10, 14]);
});

it('the scan itself can be observed beside its results, though it has no elements', () => {
  const xs = parameter(tensor(Float32Array.of(1, 2, 3))) as Node;
  const cell = (h: Node, x: Node) => ({ carry: add(h, x) as Node, output: x });
  const { carry } = scan(cell, xs, { init: parameter(0) as Node, axis: 0 }) as { carry: Node };
  const frame = openFrame({ outputs: [carry.inputs[0]!, carry], runner: wasm() });
  let found: unknown;
  frame.run([], outcome => (found = 'error' in outcome ? outcome.error : outcome.outputs.map(one => one.toArray())));
  frame.close();
  expect(found).toEqual([[], 6]);
});
