// OpenBLAS called from C, with nothing around it.
#include "seeded.hpp"
#include "serve.hpp"

extern "C" {
void cblas_sgemm(int order, int transposed_a, int transposed_b, int m, int n, int k, float alpha, const float* a,
                 int row_a, const float* b, int row_b, float beta, float* c, int row_c);
const char* openblas_get_config();
}

namespace {

constexpr int row_major = 101, plain = 111;

Run product(const Json& workload) {
  const int size = workload["size"];
  std::vector<std::vector<float>> lefts;
  for (int batch = 0; batch < seeded::batches; batch++) lefts.push_back(seeded::uniforms(batch, size * size, -1, 1));
  return [=, right = seeded::uniforms(1000, size * size, -1, 1), result = std::vector<float>(size * size),
          at = 0]() mutable {
    const float* left = lefts[at++ % seeded::batches].data();
    cblas_sgemm(row_major, plain, plain, size, size, size, 1, left, size, right.data(), size, 0, result.data(), size);
    return double(result[0]);
  };
}

Run prepare(const Json& workload) {
  if (workload["kind"] == "product") return product(workload);
  unsupported(workload);
}

}  // namespace

int main() { return serve(std::string(openblas_get_config()) + ", BLAS ", prepare); }
