// jax-js as a peer, on its WebAssembly device, which has one thread outside of browsers. Functions consume their
// arguments, so every use of an array except the last one goes through `.ref`.
import { defaultDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { BATCHES, batchedFactors, circuitInput, factors, heWeights, imageBatches } from '../src/peers/seeded.ts';
import { denseInputs, layerSizes } from '../src/peers/image-sizes.ts';

await init('wasm');
defaultDevice('wasm');

/** @param {import('../src/peers/workloads.ts').PeerWorkload} workload */
export function prepare(workload) {
  switch (workload.kind) {
    case 'network':
      return { run: network(workload.sizes, workload.batch) };
    case 'images':
      return { run: imageNetwork(workload) };
    case 'prediction':
      return { run: prediction(workload.sizes, workload.batch) };
    case 'product':
      return { run: product(workload.size) };
    case 'batched product':
      return { run: batchedProduct(workload.matrices, workload.sizes) };
    case 'circuit':
      return { run: circuit() };
  }
}

const matrix = (data, rows, columns) => np.array(data).reshape([rows, columns]);

const firstParameters = sizes =>
  sizes.slice(1).map((to, layer) => ({
    weight: matrix(heWeights(layer, sizes[layer], to), sizes[layer], to),
    bias: np.zeros([to]),
  }));

function logitsOf(layers, x) {
  let a = x;
  layers.forEach(({ weight, bias }, layer) => {
    a = np.matmul(a, weight).add(bias);
    if (layer < layers.length - 1) a = nn.relu(a);
  });
  return a;
}

function prediction(sizes, rows) {
  const parameters = firstParameters(sizes);
  const images = imageBatches(sizes[0], rows).map(({ image }) => matrix(image, rows, sizes[0]));
  const predict = jit(logitsOf);
  let at = 0;
  return () => predict(tree.ref(parameters), images[at++ % BATCHES].ref).dataSync()[0];
}

function network(sizes, rows) {
  const zeros = () =>
    sizes.slice(1).map((to, layer) => ({ weight: np.zeros([sizes[layer], to]), bias: np.zeros([to]) }));
  const batches = imageBatches(sizes[0], rows).map(({ image, digit }) => ({
    x: matrix(image, rows, sizes[0]),
    y: nn.oneHot(np.array(digit), sizes.at(-1)),
  }));
  return trains(firstParameters(sizes), zeros, batches, logitsOf);
}

/** Images have their channels before their rows: convolutions want them there. */
function imageNetwork(workload) {
  const { layers, averaged, batch } = workload;
  const sizes = layerSizes(workload);
  const inputs = denseInputs(workload);
  const shapes = [
    ...layers.map(({ filters }, n) => ({
      weight: [filters, sizes[n].channels, 3, 3],
      bias: [filters, 1, 1],
      norm: layers[n].normalized,
    })),
    { weight: [inputs, 10], bias: [10] },
  ];
  const filtersOf = n => {
    const { channels } = sizes[n];
    const weight = np.array(heWeights(n, 9 * channels, layers[n].filters)).reshape([3, 3, channels, layers[n].filters]);
    return np.transpose(weight, [3, 2, 0, 1]);
  };
  const { left } = sizes.at(-1);
  const dense = matrix(heWeights(layers.length, inputs, 10), inputs, 10);
  const channels = layers.at(-1).filters;
  const reordered = averaged
    ? dense
    : np.transpose(dense.reshape([left, left, channels, 10]), [2, 0, 1, 3]).reshape([inputs, 10]);
  const parametersWith = (weight, one) =>
    shapes.map(({ weight: shape, bias, norm }, n) => ({
      weight: weight(n, shape),
      bias: np.zeros(bias),
      ...(norm && { scale: one(bias), offset: np.zeros(bias) }),
    }));
  const parameters = parametersWith(n => (n < layers.length ? filtersOf(n) : reordered), np.ones);
  const zeros = () => parametersWith((_, shape) => np.zeros(shape), np.zeros);
  const batches = imageBatches(784, batch).map(({ image, digit }) => ({
    x: np.array(image).reshape([batch, 1, 28, 28]),
    y: nn.oneHot(np.array(digit), 10),
  }));
  const logits = (all, x) => {
    let a = x;
    layers.forEach(({ padding, normalized, pooled }, n) => {
      a = lax.conv(a, all[n].weight, [1, 1], padding === 'same' ? 'SAME' : 'VALID').add(all[n].bias);
      if (normalized) a = normalize(a).mul(all[n].scale).add(all[n].offset);
      a = nn.relu(a);
      if (pooled) a = lax.reduceWindow(a, w => np.max(w), [2, 2], [2, 2]);
    });
    a = averaged ? np.mean(a, [2, 3]) : a.reshape([batch, inputs]);
    return np.matmul(a, all[layers.length].weight).add(all[layers.length].bias);
  };
  return trains(parameters, zeros, batches, logits);
}

function normalize(a) {
  const centered = a.ref.sub(np.mean(a, [0, 2, 3], { keepdims: true }));
  const variance = np.mean(np.square(centered.ref), [0, 2, 3], { keepdims: true });
  return centered.div(np.sqrt(variance.add(1e-5)));
}

/** Adam steps over batches. */
function trains(parameters, zeros, batches, logitsOf) {
  const lossOf = (layers, x, y) => {
    const rows = x.shape[0];
    return nn
      .logSoftmax(logitsOf(layers, x))
      .mul(y)
      .sum()
      .mul(-1 / rows);
  };
  const step = jit(({ parameters, m, v, power1, power2 }, x, y) => {
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(parameters), x, y);
    const next1 = power1.mul(0.9);
    const next2 = power2.mul(0.999);
    const m2 = tree.map((m, g) => m.mul(0.9).add(g.mul(0.1)), m, tree.ref(gradients));
    const v2 = tree.map((v, g) => v.mul(0.999).add(np.square(g).mul(0.001)), v, gradients);
    const rate = np.array(1e-3).div(np.array(1).sub(next1.ref));
    const correction = np.array(1).div(np.array(1).sub(next2.ref));
    const moved = tree.map(
      (p, m, v) => p.sub(m.mul(rate.ref).div(np.sqrt(v.mul(correction.ref)).add(1e-8))),
      parameters,
      tree.ref(m2),
      tree.ref(v2),
    );
    rate.dispose();
    correction.dispose();
    return [loss, { parameters: moved, m: m2, v: v2, power1: next1, power2: next2 }];
  });
  let state = { parameters, m: zeros(), v: zeros(), power1: np.array(1), power2: np.array(1) };
  let at = 0;
  return () => {
    const { x, y } = batches[at++ % BATCHES];
    const [loss, next] = step(state, x.ref, y.ref);
    state = next;
    return loss.item();
  };
}

function product(size) {
  const { lefts, right } = factors(size);
  const as = lefts.map(left => matrix(left, size, size));
  const b = matrix(right, size, size);
  const multiply = jit((a, b) => np.matmul(a, b));
  let at = 0;
  return () => multiply(as[at++ % BATCHES].ref, b.ref).dataSync()[0];
}

function batchedProduct(matrices, [rows, inner, columns]) {
  const { lefts, right } = batchedFactors(matrices, [rows, inner, columns]);
  const as = lefts.map(left => np.array(left).reshape([matrices, rows, inner]));
  const b = np.array(right).reshape([matrices, inner, columns]);
  const multiply = jit((a, b) => np.matmul(a, b));
  let at = 0;
  return () => multiply(as[at++ % BATCHES].ref, b.ref).dataSync()[0];
}

function circuit() {
  const y = np.array(5);
  const z = np.array(-4);
  const pass = jit((x, y, z) => valueAndGrad((x, y, z) => x.add(y).mul(z), { argnums: [0, 1, 2] })(x, y, z));
  let at = 0;
  return () => {
    const [f, gradients] = pass(np.array(circuitInput(at++)), y.ref, z.ref);
    tree.dispose(gradients);
    return f.item();
  };
}
