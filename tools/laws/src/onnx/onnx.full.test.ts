/** @module-tag onnx-data */
import { refute } from '@thalweg/drawn';
import { onnxOperators } from '@thalweg/onnx';
import { describe, expect, it } from 'vitest';
import { replaced } from '../operations/laws/plain.ts';
import { allCases, coveredCases, missingFor, operatorsOf, reasonOf, runCases, skipped } from './covered-cases.ts';
import { expectAlike, expectCase } from './expect-case.ts';
import { contradictory, onnxCase } from './onnx-models.ts';
import { untranslated } from './untranslated.ts';

describe('ONNX has the same values, interpreted and compiled:', () => {
  it.each(runCases)('%s', name => expectCase(onnxCase(name)));

  it('control: another number, shape or dtype is found out', () => {
    const given = onnxCase('node/test_basic_conv_with_padding');
    expectCase(given);
    const [y] = given.outputs.map(value => value());
    const values = Array.from(y!.data);
    const off = replaced(values, 7, values[7]! * (1 + 1e-4));
    const doubles = [{ ...y!, data: off }, { ...y!, shape: [...y!.shape].reverse() }, { ...y!, dtype: 'float64' }, { ...y!, data: replaced(values, 0, NaN) }];
    for (const double of doubles) refute(() => expectAlike([double as never], [y!], 'control'));
    refute(() => expectAlike([], [y!], 'control'));
  }); // prettier-ignore
});

describe('of the tests of ONNX', () => {
  const ofNodes = runCases.filter(name => name.startsWith('node/')).length;

  it(`${runCases.length} of ${allCases.length} are run, ${ofNodes} of them of single operators`, () => {
    expect(runCases.length).toBeGreaterThanOrEqual(1187);
    expect(ofNodes).toBeGreaterThanOrEqual(1061);
  });

  it(`${coveredCases.length - runCases.length} are skipped, each for the reason of the table`, () => {
    const found: Record<string, string[]> = {};
    for (const name of coveredCases) {
      const reason = reasonOf(name);
      if (reason !== undefined) (found[reason] ??= []).push(name);
    }
    expect(found).toEqual(skipped);
  });

  it(`${allCases.length - coveredCases.length} have operators that are not translated, each for the reason of the table`, () => {
    const missing = [...new Set(allCases.flatMap(missingFor))].sort();
    expect(missing).toEqual(Object.values(untranslated).flat().sort());
  });

  it('those that contradict themselves still do', () => {
    for (const name of Object.keys(contradictory)) expect(() => expectCase(onnxCase(name)), name).toThrow(/expected/);
  });

  it('each translated operator has one that is run', () => {
    const used = new Set(runCases.flatMap(operatorsOf));
    expect(onnxOperators().filter(name => !used.has(name))).toEqual([]);
  });
});
