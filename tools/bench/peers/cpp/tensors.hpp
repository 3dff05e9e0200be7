// The inputs of workloads as tensors of libtorch.
#pragma once

#include <ATen/ATen.h>

#include <utility>
#include <vector>

#include "seeded.hpp"

namespace tensors {

inline at::Tensor uniforms(int seed, at::IntArrayRef shape, double low = 0, double high = 1) {
  auto numbers = seeded::uniforms(seed, c10::multiply_integers(shape), low, high);
  return at::from_blob(numbers.data(), shape, at::kFloat).clone();
}

inline at::Tensor weights(int layer, int64_t inputs, int64_t outputs) {
  auto numbers = seeded::he_weights(layer, inputs, outputs);
  return at::from_blob(numbers.data(), {inputs, outputs}, at::kFloat).clone();
}

/** Batches to cycle through. */
inline std::vector<at::Tensor> batches(at::IntArrayRef shape, double low = 0, double high = 1) {
  std::vector<at::Tensor> all;
  for (int batch = 0; batch < seeded::batches; batch++) all.push_back(uniforms(batch, shape, low, high));
  return all;
}

inline std::vector<at::Tensor> labels(int64_t rows) {
  std::vector<at::Tensor> all;
  for (int batch = 0; batch < seeded::batches; batch++) {
    auto digits = seeded::digits(batch, rows);
    all.push_back(at::from_blob(digits.data(), {rows}, at::kLong).clone());
  }
  return all;
}

}  // namespace tensors
