import { OnnxError, onnxOperators } from '@thalweg/onnx';
import type { GraphProto } from 'onnx-buf';
import { contradictory } from './exceptions.ts';
import { importedCase } from './imported-case.ts';
import { hasOnnxCases, onnxCase, onnxCaseNames, onnxModel } from './onnx-case.ts';
import { skipped } from './skipped.ts';

/** True if the tests are installed. */
const installed: boolean = hasOnnxCases();

/** The names of all tests; none if they are not installed. */
export const allCases: readonly string[] = installed ? onnxCaseNames() : [];

/** The names of the operators of a test, with those of the graphs within its nodes. */
export function operatorsOf(name: string): string[] {
  return [...new Set(operatorsIn(onnxModel(name).graph!))];
}

function operatorsIn({ node }: GraphProto): string[] {
  return node.flatMap(({ domain, opType, attribute }) => [
    domain === '' ? opType : `${domain}.${opType}`,
    ...attribute.flatMap(({ g }) => (g === undefined ? [] : operatorsIn(g))),
  ]);
}

/** The operators of a test that the import does not have. */
export function missingFor(name: string): string[] {
  return operatorsOf(name).filter(each => !onnxOperators().includes(each));
}

/** The tests whose models have none but known operators. */
export const coveredCases: readonly string[] = allCases.filter(name => missingFor(name).length === 0);

const left = new Set([...Object.values(skipped).flat(), ...Object.keys(contradictory)]);

/** The tests that are run. */
export const runCases: readonly string[] = coveredCases.filter(name => !left.has(name));

/** Why a test is not offered; nothing if it is. */
export function reasonOf(name: string): string | undefined {
  try {
    importedCase(onnxCase(name));
    return undefined;
  } catch (error) {
    if (error instanceof OnnxError) return error.problems[0]!.reason;
    throw error;
  }
}
