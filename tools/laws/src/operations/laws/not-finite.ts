import { expect } from 'vitest';
import type { Inputs, OperationRow } from './operation-row.ts';
import { replaced } from './plain.ts';
import { passesNaNOn } from './elementwise.ts';
import { computesItsFormula } from './values.ts';

/** What elements may become in the worst case. */
const wild = [NaN, Infinity, -Infinity, 0, 1, -1, 1e300, -1e-300];

/** It makes of NaN and ±∞ what the row says, or else what its formula does. */
export function keepsToNotFinite(row: OperationRow): void {
  const { notFinite, elementwise = false, cases, naive } = row;
  if (typeof notFinite === 'object') {
    expect(notFinite).not.toEqual([]);
    for (const { inputs, output } of notFinite) computesItsFormula({ ...row, naive: () => output }, inputs);
    return;
  }
  const spoilt = elementwise ? [everyCombination(cases[0]!)] : cases.flatMap(spoil);
  for (const inputs of spoilt) computesItsFormula(row, inputs);
  if (elementwise && notFinite === undefined && naive(...cases[0]!).dtype === 'real') passesNaNOn(row);
}

/** Operands in one shape in which every wild value of one meets every one of the others. */
function everyCombination(operands: Inputs): Inputs {
  const count = operands.reduce((product, { dtype }) => product * (dtype === 'bool' ? 2 : wild.length), 1);
  let stride = 1;
  return operands.map(({ dtype }) => {
    const values = dtype === 'bool' ? [0, 1] : wild;
    const step = stride;
    stride *= values.length;
    const data = Array.from({ length: count }, (_, n) => values[Math.floor(n / step) % values.length]!);
    return { shape: [count], data, dtype };
  });
}

/** Inputs with something wild at one place, and with both infinities, in each that is real. */
function spoil(inputs: Inputs): Inputs[] {
  return inputs.flatMap((input, i) => {
    const { data, dtype } = input;
    if (dtype !== 'real' || data.length === 0) return [];
    const middle = Math.floor(data.length / 2);
    const changed = [NaN, Infinity, -Infinity].map(value => replaced(data, middle, value));
    const both = replaced(replaced(data, 0, Infinity), data.length - 1, -Infinity);
    return [...changed, both].map(data => replaced(inputs, i, { ...input, data }));
  });
}
