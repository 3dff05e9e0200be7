// libtorch as an expert writes it who wants speed: gradients by hand, results written into memory that is kept.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <torch/version.h>

#include <cmath>

#include "serve.hpp"
#include "tensors.hpp"

namespace {

using at::Tensor;
using seeded::batches;

/** A dense network. All its parameters lie in one tensor, so that the optimizer makes one pass over them. Weights lie by
 * inputs, or transposed by outputs. */
struct Network {
  int layers;
  Tensor parameters, gradients;
  std::vector<Tensor> weights, biases, weight_gradients, bias_gradients;
  /** The outputs of each layer, and their gradients. */
  std::vector<Tensor> outputs, upstream;

  Network(const std::vector<int64_t>& sizes, int64_t rows, bool transposed)
      : layers(int(sizes.size()) - 1) {
    int64_t count = 0;
    for (int layer = 0; layer < layers; layer++) count += (sizes[layer] + 1) * sizes[layer + 1];
    parameters = at::zeros({count});
    gradients = at::zeros({count});
    int64_t from = 0;
    const auto matrix = [&](const Tensor& all, int64_t inputs, int64_t columns) {
      const auto numbers = all.narrow(0, from, inputs * columns);
      return transposed ? numbers.view({columns, inputs}).t() : numbers.view({inputs, columns});
    };
    for (int layer = 0; layer < layers; layer++) {
      const int64_t inputs = sizes[layer], columns = sizes[layer + 1];
      const int64_t bias_from = from + inputs * columns;
      weights.push_back(matrix(parameters, inputs, columns));
      weights.back().copy_(tensors::weights(layer, inputs, columns));
      weight_gradients.push_back(matrix(gradients, inputs, columns));
      biases.push_back(parameters.narrow(0, bias_from, columns));
      bias_gradients.push_back(gradients.narrow(0, bias_from, columns));
      outputs.push_back(at::empty({rows, columns}));
      upstream.push_back(at::empty({rows, columns}));
      from = bias_from + columns;
    }
  }

  /** Returns the logits. */
  const Tensor& forward(const Tensor& image) {
    for (int layer = 0; layer < layers; layer++) {
      at::addmm_out(outputs[layer], biases[layer], layer == 0 ? image : outputs[layer - 1], weights[layer]);
      if (layer < layers - 1) at::relu_(outputs[layer]);
    }
    return outputs.back();
  }

  /** Computes all gradients from those of the logits, which are in `upstream`. */
  void backward(const Tensor& image) {
    for (int layer = layers - 1; layer >= 0; layer--) {
      const Tensor& input = layer == 0 ? image : outputs[layer - 1];
      at::mm_out(weight_gradients[layer], input.t(), upstream[layer]);
      at::sum_out(bias_gradients[layer], upstream[layer], 0);
      if (layer == 0) return;
      at::mm_out(upstream[layer - 1], upstream[layer], weights[layer].t());
      at::threshold_backward_out(upstream[layer - 1], upstream[layer - 1], outputs[layer - 1], 0);
    }
  }
};

/** Returns the mean cross-entropy, and writes its gradient by the logits. */
double cross_entropy(const Tensor& logits, const Tensor& label, Tensor& gradient) {
  const int64_t rows = logits.size(0), classes = logits.size(1);
  const auto labels = label.data_ptr<int64_t>();
  at::_log_softmax_out(gradient, logits, 1, false);
  auto numbers = gradient.data_ptr<float>();
  double loss = 0;
  for (int64_t row = 0; row < rows; row++) loss -= numbers[row * classes + labels[row]];
  at::exp_(gradient);
  for (int64_t row = 0; row < rows; row++) numbers[row * classes + labels[row]] -= 1;
  if (rows > 1) gradient.mul_(1.0 / rows);
  return loss / rows;
}

struct Adam {
  std::vector<Tensor> parameters, gradients, first, second, steps, none;

  explicit Adam(const Network& network)
      : parameters{network.parameters},
        gradients{network.gradients},
        first{at::zeros_like(network.parameters)},
        second{at::zeros_like(network.parameters)},
        steps{at::zeros({})} {}

  void step() {
    *steps[0].data_ptr<float>() += 1;
    at::_fused_adam_(parameters, gradients, first, second, none, steps, 1e-3, 0.9, 0.999, 0, 1e-8, false, false);
  }
};

Run network(const Json& workload, bool transposed) {
  const std::vector<int64_t> sizes = workload["sizes"];
  const int64_t rows = workload["batch"];
  c10::InferenceMode inference;
  Network network(sizes, rows, transposed);
  return [=, adam = Adam(network), images = tensors::batches({rows, sizes[0]}), labels = tensors::labels(rows),
          at = 0]() mutable {
    c10::InferenceMode inference;
    const int batch = at++ % batches;
    const double loss = cross_entropy(network.forward(images[batch]), labels[batch], network.upstream.back());
    network.backward(images[batch]);
    adam.step();
    return loss;
  };
}

Run prediction(const Json& workload, bool transposed) {
  const std::vector<int64_t> sizes = workload["sizes"];
  const int64_t rows = workload["batch"];
  c10::InferenceMode inference;
  return [=, network = Network(sizes, rows, transposed), images = tensors::batches({rows, sizes[0]}), at = 0]() mutable {
    c10::InferenceMode inference;
    return double(*network.forward(images[at++ % batches]).data_ptr<float>());
  };
}

Run product(const Json& workload) {
  const int64_t size = workload["size"];
  c10::InferenceMode inference;
  return [=, lefts = tensors::batches({size, size}, -1, 1), right = tensors::uniforms(1000, {size, size}, -1, 1),
          result = at::empty({size, size}), at = 0]() mutable {
    c10::InferenceMode inference;
    at::mm_out(result, lefts[at++ % batches], right);
    return double(*result.data_ptr<float>());
  };
}

/** Takes the faster layout of the weights, which depends on the sizes. */
Run fastest(Run (*make)(const Json&, bool), const Json& workload) {
  double times[2] = {INFINITY, INFINITY};
  Run runs[2] = {make(workload, false), make(workload, true)};
  for (int turn = 0; turn < 6; turn++) times[turn % 2] = std::min(times[turn % 2], microseconds(runs[turn % 2], 60));
  return make(workload, times[1] < times[0]);
}

Run prepare(const Json& workload) {
  const std::string kind = workload["kind"];
  if (kind == "network") return fastest(network, workload);
  if (kind == "prediction") return fastest(prediction, workload);
  if (kind == "product") return product(workload);
  unsupported(workload);
}

}  // namespace

int main() {
  at::set_num_threads(1);
  at::globalContext().setFlushDenormal(true);
  return serve("libtorch " TORCH_VERSION ", BLAS ", prepare);
}
