/** @module-tag blas */
import type { Node } from '@thalweg/graph';
import { wasm, type Products } from '@thalweg/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectAgreement, unitsOf } from '../compiled/twins.ts';
import { counted } from '../compiled/counted.ts';
import { triedInputs, valuesOf } from '../compiled/operation-trials.ts';
import { passOnce } from '../compiled/runs.ts';
import { floats } from '../operations/laws/applied.ts';
import type { OperationRow } from '../operations/laws/operation-row.ts';
import * as tables from '../operations/operation-rows.ts';
import { everyProduct } from './library.ts';

let products: Products;
beforeAll(() => void (products = everyProduct()));
const rows: readonly OperationRow[] = Object.values(tables).flat();

/** True if a product of matrices is among what a node is computed from. */
function hasProduct(root: Node): boolean {
  const found = new Set([root]);
  for (const { operation, inputs } of found) {
    if (operation?.kernel.kind === 'loop' && operation.kernel.loop === 'contraction') return true;
    for (const one of inputs) found.add(one);
  }
  return false;
}

const withProducts = rows.flatMap(row => {
  const nodes = triedInputs(row).slice(0, 1).flatMap(inputs => valuesOf(row, inputs, 'float32')); // prettier-ignore
  return nodes.some(hasProduct) ? [[`${row.name} ${row.variant ?? ''}`, row] as const] : [];
});

describe('with products by the library of the system, an operation has the values and gradients that it has interpreted:', () => {
  it.each(withProducts)('%s', (_, row) => {
    for (const real of floats) {
      const trials = triedInputs(row).map(inputs => valuesOf(row, inputs, real));
      const outputs = trials.flat();
      const watched = counted(wasm({ products }));
      const found = passOnce({ outputs, runner: watched.runner });
      const wanted = passOnce({ outputs });
      outputs.forEach((node, i) => expectAgreement([found[i]!], [wanted[i]!], Math.max(4, unitsOf(node)), node.name));
      expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
    }
  });

  it('control: there are such operations', () => {
    expect(withProducts.length).toBeGreaterThan(5);
  });
});
