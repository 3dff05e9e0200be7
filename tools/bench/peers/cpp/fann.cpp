// FANN, which learns from one example at a time: sigmoids, a linear output, and squared errors.
#include <floatfann.h>

#include <memory>

#include "seeded.hpp"
#include "serve.hpp"

namespace {

using Network = std::shared_ptr<fann>;

Network network_of(const std::vector<unsigned>& sizes) {
  Network network(fann_create_standard_array(unsigned(sizes.size()), sizes.data()), fann_destroy);
  fann_set_activation_function_hidden(network.get(), FANN_SIGMOID);
  fann_set_activation_steepness_hidden(network.get(), 0.5);
  fann_set_activation_function_output(network.get(), FANN_LINEAR);
  fann_set_activation_steepness_output(network.get(), 1);
  fann_set_training_algorithm(network.get(), FANN_TRAIN_INCREMENTAL);
  fann_set_train_error_function(network.get(), FANN_ERRORFUNC_LINEAR);
  // The weights of a neuron lie together, its bias last.
  float* weight = network->weights;
  for (size_t layer = 0; layer + 1 < sizes.size(); layer++) {
    const auto numbers = seeded::he_weights(int(layer), sizes[layer], sizes[layer + 1]);
    for (unsigned to = 0; to < sizes[layer + 1]; to++) {
      for (unsigned from = 0; from < sizes[layer]; from++) *weight++ = numbers[from * sizes[layer + 1] + to];
      *weight++ = 0;
    }
  }
  return network;
}

Run examples(const Json& workload) {
  const std::vector<unsigned> sizes = workload["sizes"];
  const auto network = network_of(sizes);
  // FANN takes half of the sum of squared errors for its gradient, the others their mean.
  fann_set_learning_rate(network.get(), float(workload["learningRate"].get<double>() * 2 / sizes.back()));
  std::vector<std::vector<float>> images, targets;
  for (int batch = 0; batch < seeded::batches; batch++) {
    images.push_back(seeded::uniforms(batch, sizes[0]));
    targets.emplace_back(sizes.back(), 0.f);
    targets.back()[seeded::digits(batch, 1)[0]] = 1;
  }
  return [=, at = 0]() mutable {
    const int example = at++ % seeded::batches;
    fann_reset_MSE(network.get());
    fann_train(network.get(), images[example].data(), targets[example].data());
    return double(fann_get_MSE(network.get()));
  };
}

Run prepare(const Json& workload) {
  if (workload["kind"] == "examples") return examples(workload);
  unsupported(workload);
}

}  // namespace

int main() { return serve("FANN 2.2, BLAS ", prepare); }
