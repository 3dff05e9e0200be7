import { refute } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import { counted } from '../compiled/counted.ts';
import { replaced } from '../operations/laws/plain.ts';
import { compared, type ExtremeRow, extremeRows } from './computed.ts';
import type { Difference, ExtremeCase } from './extreme-case.ts';
import { compiledDifferences, differences } from './differences.ts';

const rows = extremeRows();
const operations = [...new Set(rows.map(({ operation }) => operation))];

/** The same element by element, each a value of its own: single numbers take other code. */
function singles(row: ExtremeRow): ExtremeRow[] {
  const { inputs, output, gradients } = row;
  const { shape, data } = inputs[0]!;
  if (inputs.length > 1 || shape.length !== 1 || data.length > 29 || output.data.length !== data.length) return [];
  if (row.operation === 'oneHot' || data.length < 2) return [];
  const at = <V extends ExtremeRow['output']>(value: V, place: number): V => ({ ...value, shape: [], data: [value.data[place]!] }); // prettier-ignore
  return data.map((_, place) => ({
    ...row,
    inputs: inputs.map(input => at(input, place)),
    output: at(output, place),
    gradients: gradients.map(slope => slope && at(slope, place)),
  }));
}

/** All rows of an operation, and those that are made of them. */
function rowsOf(operation: string): ExtremeRow[] {
  const own = rows.filter(row => row.operation === operation);
  return [...own, ...own.flatMap(singles)];
}

function told({ operation, options, dtype, of, inputs, found, theirs }: ExtremeCase): string {
  const what = of === 'value' ? operation : `slope ${of} of ${operation}`;
  return `${what} ${JSON.stringify(options)} in ${dtype} of ${inputs.map(String).join(' and ')}: ${found}, not ${theirs}`;
}

/** Numbers agree with PyTorch's but for the differences of the table, and each of these is there. */
function agreesWithPyTorch(others: readonly ExtremeCase[], known: readonly Difference[]): void {
  expect(others.filter(other => !known.some(({ explains }) => explains(other))).map(told)).toEqual([]);
  const absent = known.filter(({ explains }) => !others.some(explains));
  expect(absent.map(({ what }) => what)).toEqual([]);
}

const knownOf = (operation: string, table: readonly Difference[]): Difference[] =>
  table.filter(({ operations: names }) => names.includes(operation));

describe('at the ends of the numbers, PyTorch has the same values and slopes, interpreted and compiled, but for named differences:', () => {
  it.each(operations)('%s', operation => {
    const own = rowsOf(operation);
    const known = knownOf(operation, differences);
    const watched = counted();
    agreesWithPyTorch(compared(own).others, known);
    const compiled = compared(own, watched.runner).others;
    agreesWithPyTorch(compiled, [...known, ...knownOf(operation, compiledDifferences)]);
    expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
  });
});

describe('the table', () => {
  it('has at least 2,000 cases', () => {
    const cases = rows.reduce((count, { output }) => count + output.data.length, 0);
    expect(cases).toBeGreaterThanOrEqual(14_000);
    expect(operations.length).toBeGreaterThanOrEqual(60);
  });

  it('names differences of operations that it has, each with its reason', () => {
    for (const { operations: names, what, reason } of [...differences, ...compiledDifferences]) {
      expect(names.filter(name => !operations.includes(name))).toEqual([]);
      expect(what.length * reason.length).toBeGreaterThan(0);
    }
  });

  it('control: another number, a NaN, the sign of a zero, and a difference that is not there are found out', () => {
    const row = rows.find(({ operation, dtype }) => operation === 'neg' && dtype === 'float32')!;
    agreesWithPyTorch(compared([row]).others, []);
    for (const [place, value] of [[8, 2.500_02], [8, NaN], [1, Infinity], [4, -0]] as const) {
      const output = { ...row.output, data: replaced(row.output.data, place, value) };
      refute(() => agreesWithPyTorch(compared([{ ...row, output }]).others, []));
    } // prettier-ignore
    refute(() => agreesWithPyTorch(compared([row]).others, knownOf('sign', differences)));
  });
});
