import {
  allOperations,
  concat,
  elementwise,
  gradient,
  input,
  maxPool,
  mul,
  operation,
  parameter,
  parametersOf,
  scalar,
  square,
  sum,
  vmap,
  type Node,
  type OperationTable,
} from '@thalweg/graph';
import { inDomain } from '@thalweg/graph/author';
import { describeGraph, type NodeEntry } from '@thalweg/graph/portable';
import { gru, lruCell, recurrent } from '@thalweg/nn';
import { expect, it } from 'vitest';
import { circuitOf, layerRows } from '../layers/layer-rows.ts';
import { graphOperations } from '../operations/table.ts';
import { applied } from '../operations/laws/applied.ts';
import type { OperationRow } from '../operations/laws/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';
import { drawn, tensorOf } from '../operations/laws/plain.ts';
import { bothWays, choices } from '../scan/both-ways.ts';
import { keepsItsBits, slopesOf } from './keeps-its-bits.ts';

const rows = Object.values<readonly OperationRow[]>(tables).flat();

/** The names that a description calls, those of parts without their part. */
function calledBy(outputs: readonly Node[], operations: OperationTable = allOperations): string[] {
  const named = Object.fromEntries(outputs.map((node, n) => [`output ${n}`, node]));
  const called = ({ nodes }: { readonly nodes: readonly NodeEntry[] }): string[] =>
    nodes.flatMap(entry => {
      if (entry.kind === 'scan') return ['scan', ...called({ nodes: entry.body })];
      return entry.kind === 'call' ? [entry.operation.split('.')[0]!] : [];
    });
  return called(describeGraph(named, operations).description);
}

/** What a row of an operation calls, with its gradients; mapped, if it is the first of its operation. */
function calledByRow(row: OperationRow): string[] {
  const inputs = row.cases[0]!;
  const node = applied(row, inputs, 'float64');
  const slopes = row.gradient === 'passes' ? slopesOf(node) : [];
  const isFirst = row === rows.find(({ name }) => name === row.name) && inputs.length > 0;
  const mapped = isFirst ? choices(inputs.length).flatMap(choice => bothWays(row, inputs, choice).mapped) : [];
  return calledBy([node, ...slopes, ...slopes.flatMap(slopesOf), ...mapped]);
}

it('each exported operation is in the table, or is made of others that are', async () => {
  const exported = Object.keys(await graphOperations());
  const apart = exported.filter(name => !Object.hasOwn(allOperations, name));
  for (const name of apart)
    for (const row of rows.filter(row => row.name === name))
      expect(calledBy([applied(row, row.cases[0]!, 'float64')]), name).not.toContain(name);
  expect(exported.length - apart.length).toBeGreaterThan(90);
});

it('the table has what graphs call, and nothing else', () => {
  const some = rows.filter((row, n) => rows.slice(0, n).filter(({ name }) => name === row.name).length < 12);
  const found = [...some.flatMap(calledByRow), ...layerRows.flatMap(row => calledBy(circuitOf(row).outputs))];
  const called = new Set(found);
  expect(Object.keys(allOperations).filter(name => !called.has(name))).toEqual(Object.keys(ELSEWHERE));
});

const x = input('x', [1, 3]) as Node;
const event = (): readonly Node[] => {
  const y = recurrent(lruCell(2), { traces: true, reset: input('isFirst', ['batch'], 'bool') as never })(
    input('event', ['batch', 3]) as never,
  ) as Node;
  return [y, ...parametersOf(y).map(one => gradient(sum(y) as Node, one as Node))];
};
const squares = (): Node => square(maxPool(parameter(tensorOf(drawn([1, 4, 4, 1], 1), 'float64')), 2)) as Node;
const both = (): Node => {
  const [m, n] = [input('m', ['a', 2]), input('n', ['b', 2])];
  return concat([mul(m, parameter([1, 2])), n] as never) as Node;
};
const broadcasts = (): Node => {
  const w = parameter(tensorOf(drawn([2, 3], 1), 'float64')) as Node;
  return vmap((row: Node) => mul(row, w) as Node, parameter(tensorOf(drawn([4, 3], 2), 'float64')), {
    axis: 0,
  } as never) as unknown as Node;
};
const slopes = (y: Node): Node[] => parametersOf(y).map(one => gradient(sum(y) as Node, one as Node));

/** Graphs with the entries that no row calls. */
const ELSEWHERE: Readonly<Record<string, () => readonly Node[]>> = {
  asDeclared: () => [gru(2, { stateful: { rows: 4 } })(input('xs', ['batch', 'time', 3]) as never) as Node],
  inDomain: () => [inDomain(x, { least: 0, of: 'a model', advice: 'Take another.' })],
  oneRecord: event,
  pickMax: () => slopes(squares()).flatMap(slopesOf),
  recalledImaginary: event,
  recalledReal: event,
  removeAxes: () => slopes(broadcasts()),
  splitAt: () => slopes(both()),
  withRowsOf: event,
}; // prettier-ignore

it.each(Object.entries(ELSEWHERE))('%s is written and read again, too', (name, outputsOf) => {
  const outputs = outputsOf();
  expect(calledBy(outputs)).toContain(name);
  keepsItsBits(Object.fromEntries(outputs.map((node, n) => [`output ${n}`, node])));
});

it('an operation of a user’s own is refused by its name, unless the table has it', () => {
  const own = {
    softstep: elementwise('softstep', { formula: a => scalar.div(a, scalar.add(1, scalar.abs(a))) }),
    turned: operation({ name: 'turned', shape: ([a]) => a!, kernel: (y, [a]) => y.data.set([...a!.data].reverse()) }),
  };
  for (const [name, apply] of Object.entries(own)) {
    const node = (apply as (x: Node) => Node)(x);
    expect(() => calledBy([node])).toThrow(`${name}: an operation must be in the table to be saved`);
    expect(calledBy([node], { ...allOperations, [name]: apply })).toEqual([name]);
  }
});
