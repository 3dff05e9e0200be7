import { readdirSync } from 'node:fs';
import { tensor, type Sizes } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import * as graph from '../index.ts';
import { gradient, gradientCheck, mul, parametersOf, read, sum, type Node } from '../index.ts';
import { elementwiseRows } from '../testing/elementwise-rows.ts';
import { drawn } from '../testing/plain.ts';
import { fused, nodesFor, variedOf } from '../testing/run-rows.ts';
import { structuredRows } from '../testing/structured-rows.ts';

const rows = [...elementwiseRows, ...structuredRows];

const title = ({ operation, variant }: { operation: string; variant?: string }): string =>
  variant === undefined ? operation : `${operation} ${variant}`;

/** A scalar that weighs every element of a node differently. */
function weighed(node: Node, seed: number): Node {
  const { data } = drawn(node.shape as Sizes, 1000 + seed, 0.5, 1.5);
  return sum(mul(node, graph.constant(tensor(data as number[], { shape: node.shape as Sizes, dtype: 'float64' }))));
}

describe.each(rows.map(row => ({ ...row, title: title(row) })))('$title', ({ apply, naive, cases, gradient: has }) => {
  it('computes what its formula says', () => {
    for (const inputs of cases) {
      const expected = naive(...inputs);
      const found = read(apply(...nodesFor(inputs, 'float64')));
      expect(found.shape).toEqual(expected.shape);
      found.data.forEach((value, i) => {
        const other = expected.data[i]!;
        if (!Object.is(value, other)) expect(Math.abs(value - other)).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(other)));
      });
    }
  });

  it('computes the same in float32, within its precision', () => {
    for (const inputs of cases) {
      const [single, double] = [read(apply(...nodesFor(inputs, 'float32'))), read(apply(...nodesFor(inputs, 'float64')))];
      expect(single.shape).toEqual(double.shape);
      single.data.forEach((value, i) => {
        const other = double.data[i]!;
        if (!Object.is(value, other)) expect(Math.abs(value - other)).toBeLessThanOrEqual(1e-6 * Math.abs(other));
      });
    }
  });

  it('gives the same bits in a frame that fuses', () => {
    for (const inputs of cases)
      for (const dtype of ['float32', 'float64'] as const) {
        const node = apply(...nodesFor(inputs, dtype));
        expect(fused(node)[0]!.toJSON()).toEqual(read(node).toJSON());
      }
  });

  if (has === 'passes')
    it('has the gradient that differences have', () => {
      for (const inputs of cases) {
        const nodes = nodesFor(inputs, 'float64');
        const report = gradientCheck(weighed(apply(...nodes), 0), variedOf(nodes), { maxElements: 20 });
        expect(report.passed, String(report)).toBe(true);
      }
    });

  if (has === 'passes')
    it('has a gradient whose gradient is right', () => {
      for (const inputs of cases) {
        const nodes = nodesFor(inputs, 'float64');
        const loss = weighed(apply(...nodes), 0);
        const slopes = variedOf(nodes).map((source, seed) => weighed(gradient(loss, source as Node), seed + 1));
        const total = slopes.reduce((a, b) => graph.add(a, b));
        if (parametersOf(total).length === 0) continue; // linear: its gradient depends on nothing
        const report = gradientCheck(total, parametersOf(total), { maxElements: 20 });
        expect(report.passed, String(report)).toBe(true);
      }
    });

  if (has === 'zero')
    it('has a gradient of zero', () => {
      for (const inputs of cases) {
        const nodes = nodesFor(inputs, 'float64');
        for (const source of variedOf(nodes)) {
          const slope = read(gradient(weighed(apply(...nodes), 0), source as Node));
          expect(slope.shape).toEqual(source.shape);
          expect(slope.data.every(value => value === 0)).toBe(true);
        }
      }
    });

  if (has === 'refused')
    it('refuses a gradient and says so', () => {
      const nodes = nodesFor(cases[0]!, 'float64');
      const node = apply(...nodes);
      const loss = sum(graph.cast(node, 'float64'));
      expect(() => gradient(loss, nodes[0]!)).toThrow('an operation on the path must have a gradient, got none back to');
      if (node.dtype !== 'float64') expect(() => gradient(node, nodes[0]!)).toThrow('the root must be float32 or float64');
    });
});

it('every public operation has a row', async () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter(file => file.endsWith('.ts') && !file.includes('.test'));
  const modules = await Promise.all(files.map(file => import(new URL(file, import.meta.url).href) as Promise<object>));
  const defined = new Set(modules.flatMap(module => Object.values(module) as unknown[]));
  const operations = Object.entries(graph).filter(([, value]) => defined.has(value)).map(([name]) => name);
  expect(operations.length).toBeGreaterThan(40);
  expect([...new Set(rows.map(row => row.operation))].sort()).toEqual(operations.sort());
});
