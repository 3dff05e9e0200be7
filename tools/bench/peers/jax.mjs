// jax-js as a peer, on its WebAssembly device, which has one thread outside of browsers. Functions consume their
// arguments, so every use of an array except the last one goes through `.ref`.
import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { BATCHES, batchedFactors, circuitInput, factors, heWeights, imageBatches } from '../src/peers/seeded.ts';

await init('wasm');
defaultDevice('wasm');

/** @param {import('../src/peers/workloads.ts').PeerWorkload} workload */
export function prepare(workload) {
  switch (workload.kind) {
    case 'network':
      return { run: network(workload.sizes, workload.batch) };
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
  const parameters = firstParameters(sizes);
  const zeros = () =>
    sizes.slice(1).map((to, layer) => ({ weight: np.zeros([sizes[layer], to]), bias: np.zeros([to]) }));
  const batches = imageBatches(sizes[0], rows).map(({ image, digit }) => ({
    x: matrix(image, rows, sizes[0]),
    y: nn.oneHot(np.array(digit), sizes.at(-1)),
  }));
  const lossOf = (layers, x, y) =>
    nn
      .logSoftmax(logitsOf(layers, x))
      .mul(y)
      .sum()
      .mul(-1 / rows);
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
