import { describe, expect, it } from 'vitest';
import { counted } from '../compiled/counted.ts';
import { passOnce } from '../compiled/runs.ts';
import { replaced } from '../operations/plain.ts';
import { refute } from '../refute.ts';
import { builtModel, operatorsMissing } from './built-model.ts';
import { expectAlike } from './expect-alike.ts';
import { NotOffered } from './not-offered.ts';
import { hasOnnxCases, onnxCase, onnxCaseNames, onnxModel, type OnnxCase } from './onnx-case.ts';
import { operators } from './operators/operators.ts';
import { skipped } from './skipped.ts';
import { tensorOfProto } from './tensor-of-proto.ts';

const installed = hasOnnxCases();

/** The tests whose models have none but translated operators. */
const covered = installed
  ? onnxCaseNames().filter(name => operatorsMissing(onnxModel(name), operators).length === 0)
  : [];

const left = new Set(Object.values(skipped).flat());
const run = covered.filter(name => !left.has(name));

/** Computes a test by both runners, and holds what comes out against what ONNX has. */
function agrees(given: OnnxCase): void {
  const outputs = builtModel(given, operators);
  const wanted = given.outputs.map(tensorOfProto);
  expectAlike(passOnce({ outputs }), wanted, 'interpreted');
  const watched = counted();
  expectAlike(passOnce({ outputs, runner: watched.runner }), wanted, 'compiled');
  expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
}

/** Why a test is not offered; nothing if it is. */
function reasonOf(name: string): string | undefined {
  try {
    builtModel(onnxCase(name), operators);
    return undefined;
  } catch (error) {
    if (error instanceof NotOffered) return error.reason;
    throw error;
  }
}

if (!installed) it.skip('ONNX’s tests need Debian’s libonnx-testdata: run apt-get install -y libonnx-testdata');

describe.runIf(installed)('ONNX has the same values, interpreted and compiled:', () => {
  it.each(run)('%s', name => agrees(onnxCase(name)));
});

describe.runIf(installed)('of the tests of ONNX', () => {
  it(`${run.length} are run`, () => expect(run.length).toBeGreaterThanOrEqual(765));

  it(`${covered.length - run.length} are skipped, each for the reason of the table`, () => {
    const found: Record<string, string[]> = {};
    for (const name of covered) {
      const reason = reasonOf(name);
      if (reason !== undefined) (found[reason] ??= []).push(name);
    }
    expect(found).toEqual(skipped);
  });

  it('each translated operator has one that is run', () => {
    const used = new Set(run.flatMap(name => onnxModel(name).graph!.node.map(({ opType }) => opType)));
    expect(Object.keys(operators).filter(name => !used.has(name))).toEqual([]);
  });

  it('control: another number, shape or dtype is found out', () => {
    const given = onnxCase('node/test_basic_conv_with_padding');
    agrees(given);
    const [y] = given.outputs.map(tensorOfProto);
    const values = Array.from(y!.data);
    const off = replaced(values, 7, values[7]! * (1 + 1e-4));
    const doubles = [{ ...y!, data: off }, { ...y!, shape: [...y!.shape].reverse() }, { ...y!, dtype: 'float64' }, { ...y!, data: replaced(values, 0, NaN) }];
    for (const double of doubles) refute(() => expectAlike([double as never], [y!], 'control'));
    refute(() => expectAlike([], [y!], 'control'));
  }); // prettier-ignore
});
