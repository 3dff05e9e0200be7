// The numbers of seeded.ts.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace seeded {

constexpr int batches = 20;

inline double uniform(uint32_t seed, uint32_t place) {
  uint32_t h = place + seed * 0x9e3779b9u;
  h = (h ^ (h >> 16)) * 0x85ebca6bu;
  h = (h ^ (h >> 13)) * 0xc2b2ae35u;
  return ((h ^ (h >> 16)) >> 8) / double(1 << 24);
}

inline std::vector<float> uniforms(int seed, int64_t length, double low = 0, double high = 1) {
  std::vector<float> numbers(length);
  for (int64_t place = 0; place < length; place++)
    numbers[place] = float(low + (high - low) * uniform(seed, place));
  return numbers;
}

/** The weights of a layer, from inputs to outputs. */
inline std::vector<float> he_weights(int layer, int64_t inputs, int64_t outputs) {
  const double limit = std::sqrt(6.0 / inputs);
  return uniforms(1000 + layer, inputs * outputs, -limit, limit);
}

/** The labels of a batch of images. */
inline std::vector<int64_t> digits(int batch, int64_t rows) {
  std::vector<int64_t> labels(rows);
  for (int64_t row = 0; row < rows; row++) labels[row] = (7 * row + batch) % 10;
  return labels;
}

}  // namespace seeded
