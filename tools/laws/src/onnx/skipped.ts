/** Tests that are not run, by what their models ask for: nothing here computes it. */
export const skipped: Readonly<Record<string, readonly string[]>> = {
  'broadcasting by an axis, as before opset 7': names(`
    pytorch-converted/test_Softsign pytorch-operator/test_operator_add_broadcast
    pytorch-operator/test_operator_add_size1_broadcast
    pytorch-operator/test_operator_add_size1_right_broadcast
    pytorch-operator/test_operator_add_size1_singleton_broadcast pytorch-operator/test_operator_addconstant
  `),
  'dtypes other than float32, float64, int32, int64 as int32, and bool': names(`
    node/test_add_uint8 node/test_cast_BFLOAT16_to_FLOAT node/test_cast_DOUBLE_to_FLOAT16
    node/test_cast_FLOAT16_to_DOUBLE node/test_cast_FLOAT16_to_FLOAT node/test_cast_FLOAT16_to_FLOAT8E4M3FN
    node/test_cast_FLOAT16_to_FLOAT8E4M3FNUZ node/test_cast_FLOAT16_to_FLOAT8E5M2
    node/test_cast_FLOAT16_to_FLOAT8E5M2FNUZ node/test_cast_FLOAT16_to_INT4 node/test_cast_FLOAT16_to_UINT4
    node/test_cast_FLOAT8E4M3FNUZ_to_FLOAT node/test_cast_FLOAT8E4M3FNUZ_to_FLOAT16
    node/test_cast_FLOAT8E4M3FN_to_FLOAT node/test_cast_FLOAT8E4M3FN_to_FLOAT16
    node/test_cast_FLOAT8E5M2FNUZ_to_FLOAT node/test_cast_FLOAT8E5M2FNUZ_to_FLOAT16
    node/test_cast_FLOAT8E5M2_to_FLOAT node/test_cast_FLOAT8E5M2_to_FLOAT16 node/test_cast_FLOAT_to_BFLOAT16
    node/test_cast_FLOAT_to_FLOAT16 node/test_cast_FLOAT_to_FLOAT8E4M3FN
    node/test_cast_FLOAT_to_FLOAT8E4M3FNUZ node/test_cast_FLOAT_to_FLOAT8E5M2
    node/test_cast_FLOAT_to_FLOAT8E5M2FNUZ node/test_cast_FLOAT_to_INT4 node/test_cast_FLOAT_to_STRING
    node/test_cast_FLOAT_to_UINT4 node/test_cast_INT4_to_FLOAT node/test_cast_INT4_to_FLOAT16
    node/test_cast_INT4_to_INT8 node/test_cast_STRING_to_FLOAT node/test_cast_UINT4_to_FLOAT
    node/test_cast_UINT4_to_FLOAT16 node/test_cast_UINT4_to_UINT8
    node/test_cast_no_saturate_FLOAT16_to_FLOAT8E4M3FN node/test_cast_no_saturate_FLOAT16_to_FLOAT8E4M3FNUZ
    node/test_cast_no_saturate_FLOAT16_to_FLOAT8E5M2 node/test_cast_no_saturate_FLOAT16_to_FLOAT8E5M2FNUZ
    node/test_cast_no_saturate_FLOAT_to_FLOAT8E4M3FN node/test_cast_no_saturate_FLOAT_to_FLOAT8E4M3FNUZ
    node/test_cast_no_saturate_FLOAT_to_FLOAT8E5M2 node/test_cast_no_saturate_FLOAT_to_FLOAT8E5M2FNUZ
    node/test_castlike_BFLOAT16_to_FLOAT node/test_castlike_BFLOAT16_to_FLOAT_expanded
    node/test_castlike_DOUBLE_to_FLOAT16 node/test_castlike_DOUBLE_to_FLOAT16_expanded
    node/test_castlike_FLOAT16_to_DOUBLE node/test_castlike_FLOAT16_to_DOUBLE_expanded
    node/test_castlike_FLOAT16_to_FLOAT node/test_castlike_FLOAT16_to_FLOAT_expanded
    node/test_castlike_FLOAT8E4M3FNUZ_to_FLOAT node/test_castlike_FLOAT8E4M3FNUZ_to_FLOAT_expanded
    node/test_castlike_FLOAT8E4M3FN_to_FLOAT node/test_castlike_FLOAT8E4M3FN_to_FLOAT_expanded
    node/test_castlike_FLOAT8E5M2FNUZ_to_FLOAT node/test_castlike_FLOAT8E5M2FNUZ_to_FLOAT_expanded
    node/test_castlike_FLOAT8E5M2_to_FLOAT node/test_castlike_FLOAT8E5M2_to_FLOAT_expanded
    node/test_castlike_FLOAT_to_BFLOAT16 node/test_castlike_FLOAT_to_BFLOAT16_expanded
    node/test_castlike_FLOAT_to_FLOAT16 node/test_castlike_FLOAT_to_FLOAT16_expanded
    node/test_castlike_FLOAT_to_FLOAT8E4M3FN node/test_castlike_FLOAT_to_FLOAT8E4M3FNUZ
    node/test_castlike_FLOAT_to_FLOAT8E4M3FNUZ_expanded node/test_castlike_FLOAT_to_FLOAT8E4M3FN_expanded
    node/test_castlike_FLOAT_to_FLOAT8E5M2 node/test_castlike_FLOAT_to_FLOAT8E5M2FNUZ
    node/test_castlike_FLOAT_to_FLOAT8E5M2FNUZ_expanded node/test_castlike_FLOAT_to_FLOAT8E5M2_expanded
    node/test_castlike_FLOAT_to_STRING node/test_castlike_FLOAT_to_STRING_expanded
    node/test_castlike_STRING_to_FLOAT node/test_castlike_STRING_to_FLOAT_expanded
    node/test_clip_default_int8_inbounds node/test_clip_default_int8_inbounds_expanded
    node/test_clip_default_int8_max node/test_clip_default_int8_max_expanded node/test_clip_default_int8_min
    node/test_clip_default_int8_min_expanded node/test_div_uint8 node/test_equal_string
    node/test_equal_string_broadcast node/test_isnan_float16 node/test_max_float16 node/test_max_int16
    node/test_max_int8 node/test_max_uint16 node/test_max_uint32 node/test_max_uint64 node/test_max_uint8
    node/test_min_float16 node/test_min_int16 node/test_min_int8 node/test_min_uint16 node/test_min_uint32
    node/test_min_uint64 node/test_min_uint8 node/test_mul_uint8 node/test_pow_types_float32_uint32
    node/test_pow_types_float32_uint64 node/test_sub_uint8
  `),
  'losses that are weighted, masked or not averaged': names(`
    node/test_sce_NCd1_mean_weight_negative_ii node/test_sce_NCd1_mean_weight_negative_ii_log_prob
    node/test_sce_NCd1d2d3_none_no_weight_negative_ii
    node/test_sce_NCd1d2d3_none_no_weight_negative_ii_log_prob node/test_sce_NCd1d2d3_sum_weight_high_ii
    node/test_sce_NCd1d2d3_sum_weight_high_ii_log_prob node/test_sce_NCd1d2d3d4d5_mean_weight
    node/test_sce_NCd1d2d3d4d5_mean_weight_log_prob node/test_sce_NCd1d2d3d4d5_none_no_weight
    node/test_sce_NCd1d2d3d4d5_none_no_weight_log_prob node/test_sce_mean_no_weight_ii
    node/test_sce_mean_no_weight_ii_3d node/test_sce_mean_no_weight_ii_3d_log_prob
    node/test_sce_mean_no_weight_ii_4d node/test_sce_mean_no_weight_ii_4d_log_prob
    node/test_sce_mean_no_weight_ii_log_prob node/test_sce_mean_weight node/test_sce_mean_weight_ii
    node/test_sce_mean_weight_ii_3d node/test_sce_mean_weight_ii_3d_log_prob node/test_sce_mean_weight_ii_4d
    node/test_sce_mean_weight_ii_4d_log_prob node/test_sce_mean_weight_ii_log_prob
    node/test_sce_mean_weight_log_prob node/test_sce_none node/test_sce_none_log_prob
    node/test_sce_none_weights node/test_sce_none_weights_log_prob node/test_sce_sum
    node/test_sce_sum_log_prob
  `),
  'padding with other than one value': names(`
    node/test_edge_pad node/test_reflect_pad node/test_wrap_pad pytorch-converted/test_ReflectionPad2d
    pytorch-converted/test_ReplicationPad2d pytorch-operator/test_operator_pad
  `),
  'powers of whole numbers': names(`
    node/test_pow_types_int32_float32 node/test_pow_types_int32_int32 node/test_pow_types_int64_float32
    node/test_pow_types_int64_int64
  `),
  'random numbers that the model seeds': names(`
    node/test_training_dropout node/test_training_dropout_default node/test_training_dropout_default_mask
    node/test_training_dropout_mask
  `),
  'sequences, maps and optional values': names(`
    node/test_identity_opt node/test_identity_sequence
  `),
  'the last of equal elements': names(`
    node/test_argmax_default_axis_example_select_last_index
    node/test_argmax_default_axis_random_select_last_index node/test_argmax_keepdims_example_select_last_index
    node/test_argmax_keepdims_random_select_last_index
    node/test_argmax_negative_axis_keepdims_example_select_last_index
    node/test_argmax_negative_axis_keepdims_random_select_last_index
    node/test_argmax_no_keepdims_example_select_last_index
    node/test_argmax_no_keepdims_random_select_last_index
    node/test_argmin_default_axis_example_select_last_index
    node/test_argmin_default_axis_random_select_last_index node/test_argmin_keepdims_example_select_last_index
    node/test_argmin_keepdims_random_select_last_index
    node/test_argmin_negative_axis_keepdims_example_select_last_index
    node/test_argmin_negative_axis_keepdims_random_select_last_index
    node/test_argmin_no_keepdims_example_select_last_index
    node/test_argmin_no_keepdims_random_select_last_index
  `),
  'the padding SAME_LOWER': names(`
    node/test_conv_with_autopad_same
  `),
  'windows over three axes': names(`
    node/test_convtranspose_3d pytorch-converted/test_Conv3d pytorch-converted/test_Conv3d_dilated
    pytorch-converted/test_Conv3d_dilated_strided pytorch-converted/test_Conv3d_groups
    pytorch-converted/test_Conv3d_no_bias pytorch-converted/test_Conv3d_stride
    pytorch-converted/test_Conv3d_stride_padding
  `),
};

function names(list: string): string[] {
  return list.trim().split(/\s+/);
}
