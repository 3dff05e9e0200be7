import { builtModel, operatorsMissing } from './built-model.ts';
import { contradictory } from './exceptions.ts';
import { NotOffered } from './not-offered.ts';
import { hasOnnxCases, onnxCase, onnxCaseNames, onnxModel } from './onnx-case.ts';
import { operators } from './operators/operators.ts';
import { skipped } from './skipped.ts';

/** True if the tests are installed. */
export const installed: boolean = hasOnnxCases();

/** The names of all tests; none if they are not installed. */
export const allCases: readonly string[] = installed ? onnxCaseNames() : [];

/** The tests whose models have none but translated operators. */
export const coveredCases: readonly string[] = allCases.filter(name => missingFor(name).length === 0);

const left = new Set([...Object.values(skipped).flat(), ...Object.keys(contradictory)]);

/** The tests that are run. */
export const runCases: readonly string[] = coveredCases.filter(name => !left.has(name));

/** The operators of a test that are not translated. */
export function missingFor(name: string): string[] {
  return operatorsMissing(onnxModel(name), operators);
}

/** Why a test is not offered; nothing if it is. */
export function reasonOf(name: string): string | undefined {
  try {
    builtModel(onnxCase(name), operators);
    return undefined;
  } catch (error) {
    if (error instanceof NotOffered) return error.reason;
    throw error;
  }
}
