import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as graph from '../index.ts';
import { elementwise, mul, scalar, type Unary } from '../index.ts';
import { elementwiseRows } from '../testing/elementwise-rows.ts';
import * as laws from '../testing/operation-laws.ts';
import type { OperationRow } from '../testing/operation-row.ts';
import { drawn, map } from '../testing/plain.ts';
import { refute } from '../testing/refute.ts';
import { structuredRows } from '../testing/structured-rows.ts';

const rows = [...elementwiseRows, ...structuredRows];

describe.each(rows.map(row => ({ name: [row.operation, row.variant ?? ''].join(' ').trim(), row })))(
  '$name',
  ({ row }) => {
    const check = (behaviour: string, law: (row: OperationRow, inputs: OperationRow['cases'][number]) => void): void =>
      it(behaviour, () => {
        for (const inputs of row.cases) law(row, inputs);
      });

    check('computes what its formula says', laws.computesItsFormula);
    check('computes the same in float32, within its precision', laws.agreesInFloat32);
    check('gives the same bits in a frame that fuses', laws.fusesExactly);
    if (row.gradient === 'passes') {
      check('has the gradient that differences have', laws.hasRightGradient);
      check('has a gradient whose gradient is right', laws.hasRightSecondGradient);
    } else if (row.gradient === 'zero') check('has a gradient of zero', laws.hasZeroGradient);
    else check('refuses a gradient and says so', laws.refusesGradient);
  },
);

describe('the laws fail on a broken double:', () => {
  const square = elementwiseRows.find(row => row.operation === 'square')!;
  const x = [drawn([2, 3], 1)];
  const double = (parts: Partial<OperationRow>): OperationRow => ({ ...square, ...parts });

  it('a wrong value', () => {
    refute(() => laws.computesItsFormula(double({ naive: map(x => x! * x! + 1e-9) }), x));
    refute(() => laws.computesItsFormula(double({ naive: x => ({ ...x!, shape: [3, 2] }) }), x));
  });

  it('a wrong gradient, first or second', () => {
    const first: Unary = elementwise('first', { formula: x => scalar.mul(x, x), gradient: (dy, [x]) => [mul(dy, x!)] });
    const slope: Unary = elementwise('slope', { formula: x => scalar.add(x, x), gradient: dy => [dy] });
    const second: Unary = elementwise('second', {
      formula: x => scalar.mul(x, x),
      gradient: (dy, [x]) => [mul(dy, slope(x!))],
    });
    refute(() => laws.hasRightGradient(double({ apply: x => first(x!) }), x));
    laws.hasRightGradient(double({ apply: x => second(x!) }), x);
    refute(() => laws.hasRightSecondGradient(double({ apply: x => second(x!) }), x));
  });

  it('a gradient where there should be none', () => {
    refute(() => laws.hasZeroGradient(square, x));
    refute(() => laws.refusesGradient(square, x));
  });

  it('float32 that loses too much', () => {
    refute(() => laws.agreesInFloat32(double({ apply: x => graph.sub(graph.add(x!, 1000), 1000) }), x));
  });

  it('bits that depend on the frame', () => {
    let runs = 0;
    const restless = graph.operation({ name: 'restless', shape: ([x]) => x!, kernel: y => y.data.fill(runs++) });
    refute(() => laws.fusesExactly(double({ apply: x => restless(x!) }), x));
  });
});

it('every public operation has a row', async () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter(
    file => file.endsWith('.ts') && !file.includes('.test'),
  );
  const modules = await Promise.all(files.map(file => import(new URL(file, import.meta.url).href) as Promise<object>));
  const defined = new Set(modules.flatMap(module => Object.values(module) as unknown[]));
  const operations = Object.entries(graph).flatMap(([name, value]) => (defined.has(value) ? [name] : []));
  expect(operations.length).toBeGreaterThan(40);
  expect([...new Set(rows.map(row => row.operation))].sort()).toEqual(operations.sort());
});
