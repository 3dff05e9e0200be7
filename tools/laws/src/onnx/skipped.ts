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
    node/test_maxpool_2d_uint8 node/test_min_float16 node/test_min_int16 node/test_min_int8
    node/test_min_uint16 node/test_min_uint32 node/test_min_uint64 node/test_min_uint8 node/test_mul_uint8
    node/test_pow_types_float32_uint32 node/test_pow_types_float32_uint64 node/test_sub_uint8
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
  'pools of elements that are apart': names(`
    node/test_averagepool_2d_dilations node/test_maxpool_2d_dilations
    pytorch-converted/test_MaxPool1d_stride_padding_dilation
    pytorch-converted/test_MaxPool2d_stride_padding_dilation
  `),
  'powers of whole numbers': names(`
    node/test_pow_types_int32_float32 node/test_pow_types_int32_int32 node/test_pow_types_int64_float32
    node/test_pow_types_int64_int64
  `),
  'random numbers that the model seeds': names(`
    node/test_training_dropout node/test_training_dropout_default node/test_training_dropout_default_mask
    node/test_training_dropout_mask
  `),
  'resizing other than by whole factors, to the nearest or between two': names(`
    node/test_resize_downsample_scales_cubic node/test_resize_downsample_scales_cubic_A_n0p5_exclude_outside
    node/test_resize_downsample_scales_cubic_align_corners node/test_resize_downsample_scales_cubic_antialias
    node/test_resize_downsample_scales_linear node/test_resize_downsample_scales_linear_align_corners
    node/test_resize_downsample_scales_linear_antialias
    node/test_resize_downsample_scales_linear_half_pixel_symmetric node/test_resize_downsample_scales_nearest
    node/test_resize_downsample_sizes_cubic node/test_resize_downsample_sizes_cubic_antialias
    node/test_resize_downsample_sizes_linear_antialias
    node/test_resize_downsample_sizes_linear_pytorch_half_pixel node/test_resize_downsample_sizes_nearest
    node/test_resize_downsample_sizes_nearest_not_larger node/test_resize_downsample_sizes_nearest_not_smaller
    node/test_resize_tf_crop_and_resize node/test_resize_tf_crop_and_resize_axes_2_3
    node/test_resize_tf_crop_and_resize_axes_3_2 node/test_resize_tf_crop_and_resize_extrapolation_value
    node/test_resize_upsample_scales_cubic node/test_resize_upsample_scales_cubic_A_n0p5_exclude_outside
    node/test_resize_upsample_scales_cubic_align_corners node/test_resize_upsample_scales_cubic_asymmetric
    node/test_resize_upsample_scales_linear_align_corners
    node/test_resize_upsample_scales_linear_half_pixel_symmetric node/test_resize_upsample_sizes_cubic
    node/test_resize_upsample_sizes_nearest node/test_resize_upsample_sizes_nearest_axes_2_3
    node/test_resize_upsample_sizes_nearest_axes_3_2 node/test_resize_upsample_sizes_nearest_ceil_half_pixel
    node/test_resize_upsample_sizes_nearest_floor_align_corners
    node/test_resize_upsample_sizes_nearest_not_larger node/test_resize_upsample_sizes_nearest_not_smaller
    node/test_resize_upsample_sizes_nearest_round_prefer_ceil_asymmetric
  `),
  'running statistics by the biased variance': names(`
    node/test_batchnorm_epsilon_training_mode node/test_batchnorm_example_training_mode
  `),
  'sequences, maps and optional values': names(`
    node/test_identity_opt node/test_identity_sequence
  `),
  'sizes that are rounded up': names(`
    node/test_averagepool_2d_ceil node/test_maxpool_2d_ceil
    node/test_maxpool_2d_ceil_output_size_reduce_by_one
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
    node/test_averagepool_2d_same_lower node/test_conv_with_autopad_same node/test_maxpool_2d_same_lower
  `),
  'the places of the largest elements': names(`
    node/test_maxpool_with_argmax_2d_precomputed_pads node/test_maxpool_with_argmax_2d_precomputed_strides
  `),
  'windows over three axes': names(`
    node/test_averagepool_3d_default
    node/test_averagepool_3d_dilations_large_count_include_pad_is_0_ceil_mode_is_False
    node/test_averagepool_3d_dilations_large_count_include_pad_is_0_ceil_mode_is_True
    node/test_averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_False
    node/test_averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_True
    node/test_averagepool_3d_dilations_small node/test_convtranspose_3d node/test_maxpool_3d_default
    node/test_maxpool_3d_dilations node/test_maxpool_3d_dilations_use_ref_impl
    node/test_maxpool_3d_dilations_use_ref_impl_large pytorch-converted/test_AvgPool3d
    pytorch-converted/test_AvgPool3d_stride pytorch-converted/test_AvgPool3d_stride1_pad0_gpu_input
    pytorch-converted/test_Conv3d pytorch-converted/test_Conv3d_dilated
    pytorch-converted/test_Conv3d_dilated_strided pytorch-converted/test_Conv3d_groups
    pytorch-converted/test_Conv3d_no_bias pytorch-converted/test_Conv3d_stride
    pytorch-converted/test_Conv3d_stride_padding pytorch-converted/test_MaxPool3d
    pytorch-converted/test_MaxPool3d_stride pytorch-converted/test_MaxPool3d_stride_padding
  `),
};

function names(list: string): string[] {
  return list.trim().split(/\s+/);
}
