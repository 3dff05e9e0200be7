import { gradient, parametersOf, type Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { expect } from 'vitest';
import { applied, fused, weighed } from '../operations/laws/applied.ts';
import type { Inputs, OperationRow } from '../operations/operation-row.ts';
import { travelled, type Travelled } from './travelled.ts';

/** A graph that was written and read again has the same calls, shapes, dtypes and bits. */
export function keepsItsBits(outputs: Readonly<Record<string, Node>>): Travelled {
  const built = travelled(outputs);
  const names = Object.keys(outputs);
  expect(Object.keys(built.outputs)).toEqual(names);
  const [originals, copies] = [outputs, built.outputs].map(nodes => names.map(name => nodes[name]!));
  expect(copies!.map(kindOf)).toEqual(originals!.map(kindOf));
  expect(built.texts[1]).toBe(built.texts[0]);
  return built;
}

/** The same of an operation, of its gradient and of the gradient of that; and the rebuilt graph has the same gradient. */
export function operationKeepsItsBits(row: OperationRow, inputs: Inputs): void {
  const node = applied(row, inputs, 'float64');
  const built = keepsItsBits({ y: node });
  expect(bitsOf(built.outputs['y']!)).toEqual(bitsOf(node));
  if (row.gradient !== 'passes') return;
  const slopes = slopesOf(node);
  expect(slopesOf(built.outputs['y']!).map(bitsOf)).toEqual(slopes.map(bitsOf));
  const curves = slopes.flatMap(slope => slopesOf(slope));
  const all = [...slopes, ...curves];
  const copies = keepsItsBits(Object.fromEntries(all.map((slope, n) => [`slope ${n}`, slope]))).outputs;
  expect(Object.values(copies).map(bitsOf)).toEqual(all.map(bitsOf));
}

export function slopesOf(node: Node): Node[] {
  const loss = weighed(node, 0);
  return parametersOf(loss).map(source => gradient(loss, source as Node));
}

function kindOf({ shape, dtype }: Node): unknown {
  return { shape, dtype };
}

function bitsOf(node: Node): unknown {
  const [{ data, shape, dtype }] = fused(node) as readonly [Tensor];
  return { shape, dtype, bytes: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex') };
}
