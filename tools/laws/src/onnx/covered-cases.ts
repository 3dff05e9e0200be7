import { OnnxError, onnxOperators } from '@thalweg/onnx';
import type { GraphProto } from 'onnx-buf';
import { contradictory, hasOnnxCases, importedCase, onnxCase, onnxCaseNames, onnxModel } from './onnx-models.ts';

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

/** Tests that are not run, by what their models ask for: nothing here computes it. */
export const skipped: Readonly<Record<string, readonly string[]>> = {
  'dtypes other than floats of 16, 32 and 64 bits, bool, and whole numbers as int32': names(`
    node/test_cast_FLOAT16_to_FLOAT8E4M3FN node/test_cast_FLOAT16_to_FLOAT8E4M3FNUZ
    node/test_cast_FLOAT16_to_FLOAT8E5M2 node/test_cast_FLOAT16_to_FLOAT8E5M2FNUZ node/test_cast_FLOAT16_to_INT4
    node/test_cast_FLOAT16_to_UINT4 node/test_cast_FLOAT8E4M3FNUZ_to_FLOAT node/test_cast_FLOAT8E4M3FNUZ_to_FLOAT16
    node/test_cast_FLOAT8E4M3FN_to_FLOAT node/test_cast_FLOAT8E4M3FN_to_FLOAT16
    node/test_cast_FLOAT8E5M2FNUZ_to_FLOAT node/test_cast_FLOAT8E5M2FNUZ_to_FLOAT16
    node/test_cast_FLOAT8E5M2_to_FLOAT node/test_cast_FLOAT8E5M2_to_FLOAT16 node/test_cast_FLOAT_to_FLOAT8E4M3FN
    node/test_cast_FLOAT_to_FLOAT8E4M3FNUZ node/test_cast_FLOAT_to_FLOAT8E5M2 node/test_cast_FLOAT_to_FLOAT8E5M2FNUZ
    node/test_cast_FLOAT_to_INT4 node/test_cast_FLOAT_to_STRING node/test_cast_FLOAT_to_UINT4
    node/test_cast_INT4_to_FLOAT node/test_cast_INT4_to_FLOAT16 node/test_cast_INT4_to_INT8
    node/test_cast_STRING_to_FLOAT node/test_cast_UINT4_to_FLOAT node/test_cast_UINT4_to_FLOAT16
    node/test_cast_UINT4_to_UINT8 node/test_cast_no_saturate_FLOAT16_to_FLOAT8E4M3FN
    node/test_cast_no_saturate_FLOAT16_to_FLOAT8E4M3FNUZ node/test_cast_no_saturate_FLOAT16_to_FLOAT8E5M2
    node/test_cast_no_saturate_FLOAT16_to_FLOAT8E5M2FNUZ node/test_cast_no_saturate_FLOAT_to_FLOAT8E4M3FN
    node/test_cast_no_saturate_FLOAT_to_FLOAT8E4M3FNUZ node/test_cast_no_saturate_FLOAT_to_FLOAT8E5M2
    node/test_cast_no_saturate_FLOAT_to_FLOAT8E5M2FNUZ node/test_castlike_FLOAT8E4M3FNUZ_to_FLOAT
    node/test_castlike_FLOAT8E4M3FNUZ_to_FLOAT_expanded node/test_castlike_FLOAT8E4M3FN_to_FLOAT
    node/test_castlike_FLOAT8E4M3FN_to_FLOAT_expanded node/test_castlike_FLOAT8E5M2FNUZ_to_FLOAT
    node/test_castlike_FLOAT8E5M2FNUZ_to_FLOAT_expanded node/test_castlike_FLOAT8E5M2_to_FLOAT
    node/test_castlike_FLOAT8E5M2_to_FLOAT_expanded node/test_castlike_FLOAT_to_FLOAT8E4M3FN
    node/test_castlike_FLOAT_to_FLOAT8E4M3FNUZ node/test_castlike_FLOAT_to_FLOAT8E4M3FNUZ_expanded
    node/test_castlike_FLOAT_to_FLOAT8E4M3FN_expanded node/test_castlike_FLOAT_to_FLOAT8E5M2
    node/test_castlike_FLOAT_to_FLOAT8E5M2FNUZ node/test_castlike_FLOAT_to_FLOAT8E5M2FNUZ_expanded
    node/test_castlike_FLOAT_to_FLOAT8E5M2_expanded node/test_castlike_FLOAT_to_STRING
    node/test_castlike_FLOAT_to_STRING_expanded node/test_castlike_STRING_to_FLOAT
    node/test_castlike_STRING_to_FLOAT_expanded node/test_dequantizelinear_e4m3fn
    node/test_dequantizelinear_e4m3fn_float16 node/test_dequantizelinear_e4m3fn_zero_point
    node/test_dequantizelinear_e5m2 node/test_dequantizelinear_int4 node/test_dequantizelinear_uint4
    node/test_equal_string node/test_equal_string_broadcast node/test_quantizelinear_e4m3fn
    node/test_quantizelinear_e5m2 node/test_quantizelinear_int4 node/test_quantizelinear_uint4
  `),
  'random numbers that the model seeds': names(`
    node/test_training_dropout node/test_training_dropout_default node/test_training_dropout_default_mask
    node/test_training_dropout_mask
  `),
  'sequences, maps and optional values': names(`
    node/test_identity_opt node/test_identity_sequence node/test_optional_get_element_optional_sequence
    node/test_optional_get_element_optional_tensor node/test_optional_get_element_sequence
    node/test_optional_has_element_empty_optional_input node/test_optional_has_element_optional_input
    node/test_optional_has_element_tensor_input
  `),
  'transposed windows over three axes': names(`
    node/test_convtranspose_3d
  `),
};

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

function names(list: string): string[] {
  return list.trim().split(/\s+/);
}
