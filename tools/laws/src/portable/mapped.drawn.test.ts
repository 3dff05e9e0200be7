import { takenRows } from '@thalweg/drawn';
import type { Node } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { fused } from '../operations/laws/applied.ts';
import type { OperationRow } from '../operations/laws/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';
import { bothWays, choices } from '../scan/both-ways.ts';
import { bytesOf, keepsItsBits } from './keeps-its-bits.ts';

const rows = Object.values<readonly OperationRow[]>(tables).flat();
const names = [...new Set(rows.map(({ name }) => name))];
/** Three rows of each operation. */
const three = names.flatMap(name => rows.filter(row => row.name === name).slice(0, 3));
const taken = takenRows('portable maps', three, ({ name }) => name);

/** The operation of each row at all positions of a new axis, for every choice of inputs that have it, and its gradients. */
function mappedKeepsItsBits(row: OperationRow): void {
  const inputs = row.cases[0]!;
  if (inputs.length === 0) return;
  for (const isMapped of choices(inputs.length)) {
    const { mapped } = bothWays(row, inputs, isMapped);
    const built = keepsItsBits(Object.fromEntries(mapped.map((node: Node, n) => [`output ${n}`, node])));
    expect(fused(...Object.values(built.outputs)).map(bytesOf)).toEqual(fused(...mapped).map(bytesOf));
  }
}

describe('a mapped operation that was written and read again keeps its bits, and those of its gradients', () => {
  it.each(names)('%s', name => taken.filter(row => row.name === name).forEach(mappedKeepsItsBits));
});
