// libtorch as its users write it: modules, autograd and its optimizer.
#include <torch/torch.h>

#include "serve.hpp"
#include "tensors.hpp"

namespace {

using seeded::batches;

torch::nn::Sequential layers_of(const std::vector<int64_t>& sizes) {
  torch::nn::Sequential layers;
  const int last = int(sizes.size()) - 2;
  for (int number = 0; number <= last; number++) {
    torch::nn::Linear layer(sizes[number], sizes[number + 1]);
    torch::NoGradGuard no_grad;
    layer->weight.copy_(tensors::weights(number, sizes[number], sizes[number + 1]).t());
    layer->bias.zero_();
    layers->push_back(layer);
    if (number < last) layers->push_back(torch::nn::ReLU(torch::nn::ReLUOptions().inplace(true)));
  }
  return layers;
}

Run network(const Json& workload) {
  const std::vector<int64_t> sizes = workload["sizes"];
  const int64_t rows = workload["batch"];
  auto model = layers_of(sizes);
  auto optimizer = std::make_shared<torch::optim::Adam>(model->parameters(), torch::optim::AdamOptions(1e-3));
  return [=, images = tensors::batches({rows, sizes[0]}), labels = tensors::labels(rows), at = 0]() mutable {
    const int batch = at++ % batches;
    auto loss = torch::nn::functional::cross_entropy(model->forward(images[batch]), labels[batch]);
    optimizer->zero_grad();
    loss.backward();
    optimizer->step();
    return double(loss.item<float>());
  };
}

Run prediction(const Json& workload) {
  const std::vector<int64_t> sizes = workload["sizes"];
  auto model = layers_of(sizes);
  model->eval();
  return [=, images = tensors::batches({workload["batch"], sizes[0]}), at = 0]() mutable {
    c10::InferenceMode inference;
    return double(*model->forward(images[at++ % batches]).data_ptr<float>());
  };
}

Run prepare(const Json& workload) {
  const std::string kind = workload["kind"];
  if (kind == "network") return network(workload);
  if (kind == "prediction") return prediction(workload);
  unsupported(workload);
}

}  // namespace

int main() {
  torch::set_num_threads(1);
  // Moments that decay below the smallest normal number cost the others time, and would cost it too.
  at::globalContext().setFlushDenormal(true);
  return serve("libtorch " TORCH_VERSION ", BLAS ", prepare);
}
