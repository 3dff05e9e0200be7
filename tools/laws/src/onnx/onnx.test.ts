/** @module-tag onnx-data */
import { describe, it } from 'vitest';
import { refute } from '../refute.ts';
import { replaced } from '../operations/plain.ts';
import { runCases } from './covered-cases.ts';
import { expectAlike } from './expect-alike.ts';
import { expectCase } from './expect-case.ts';
import { onnxCase } from './onnx-case.ts';

/** One of so many tests is run here; the slow tests run all of them. */
const SHARE = 12;

describe('ONNX has the same values, interpreted and compiled:', () => {
  it.each(runCases.filter((_, n) => n % SHARE === 0))('%s', name => expectCase(onnxCase(name)));

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
