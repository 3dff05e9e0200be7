// TensorFlow.js as a peer, on the back end that the importing file has set.
import tf from '@tensorflow/tfjs';
import { BATCHES, batchedFactors, circuitInput, factors, heWeights, imageBatches } from '../src/peers/seeded.ts';
import { denseInputs, layerSizes } from '../src/peers/image-sizes.ts';

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

const firstLayers = sizes =>
  sizes.slice(1).map((to, layer) => ({
    weight: tf.variable(tf.tensor2d(heWeights(layer, sizes[layer], to), [sizes[layer], to])),
    bias: tf.variable(tf.zeros([to])),
    activation: layer === sizes.length - 2 ? 'linear' : 'relu',
  }));

function logitsOf(layers, x) {
  let a = x;
  for (const { weight, bias, activation } of layers) a = tf.fused.matMul({ a, b: weight, bias, activation });
  return a;
}

function prediction(sizes, rows) {
  const layers = firstLayers(sizes);
  const images = imageBatches(sizes[0], rows).map(({ image }) => tf.tensor2d(image, [rows, sizes[0]]));
  let at = 0;
  return () => tf.tidy(() => logitsOf(layers, images[at++ % BATCHES]).dataSync()[0]);
}

function network(sizes, rows) {
  const layers = firstLayers(sizes);
  const batches = imageBatches(sizes[0], rows).map(({ image, digit }) => ({
    x: tf.tensor2d(image, [rows, sizes[0]]),
    y: oneHot(digit, sizes.at(-1)),
  }));
  return trains(x => logitsOf(layers, x), batches);
}

const oneHot = (digit, classes) => tf.cast(tf.oneHot(tf.tensor1d(digit, 'int32'), classes), 'float32');

function imageNetwork(workload) {
  const { layers, averaged, batch } = workload;
  const sizes = layerSizes(workload);
  const inputs = denseInputs(workload);
  const variables = layers.map(({ filters, normalized }, n) => ({
    weight: tf.variable(tf.tensor4d(heWeights(n, 9 * sizes[n].channels, filters), [3, 3, sizes[n].channels, filters])),
    bias: tf.variable(tf.zeros([filters])),
    ...(normalized && { scale: tf.variable(tf.ones([filters])), offset: tf.variable(tf.zeros([filters])) }),
  }));
  const weight = tf.variable(tf.tensor2d(heWeights(layers.length, inputs, 10), [inputs, 10]));
  const bias = tf.variable(tf.zeros([10]));
  const batches = imageBatches(784, batch).map(({ image, digit }) => ({
    x: tf.tensor4d(image, [batch, 28, 28, 1]),
    y: oneHot(digit, 10),
  }));
  const logits = x => {
    let a = x;
    layers.forEach(({ padding, normalized, pooled }, n) => {
      const { weight, bias, scale, offset } = variables[n];
      a = tf.add(tf.conv2d(a, weight, 1, padding), bias);
      if (normalized) {
        const { mean, variance } = tf.moments(a, [0, 1, 2]);
        a = tf.batchNorm(a, mean, variance, offset, scale, 1e-5);
      }
      a = tf.relu(a);
      if (pooled) a = tf.maxPool(a, 2, 2, 'valid');
    });
    return tf.add(tf.matMul(averaged ? tf.mean(a, [1, 2]) : tf.reshape(a, [batch, inputs]), weight), bias);
  };
  return trains(logits, batches);
}

/** Adam steps over batches. */
function trains(logits, batches) {
  const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
  let at = 0;
  return () => {
    const { x, y } = batches[at++ % BATCHES];
    const loss = optimizer.minimize(() => tf.losses.softmaxCrossEntropy(y, logits(x)), true);
    const value = loss.dataSync()[0];
    loss.dispose();
    return value;
  };
}

function product(size) {
  const { lefts, right } = factors(size);
  const as = lefts.map(left => tf.tensor2d(left, [size, size]));
  const b = tf.tensor2d(right, [size, size]);
  let at = 0;
  return () => tf.tidy(() => tf.slice(tf.matMul(as[at++ % BATCHES], b), [0, 0], [1, 1]).dataSync()[0]);
}

function batchedProduct(matrices, [rows, inner, columns]) {
  const { lefts, right } = batchedFactors(matrices, [rows, inner, columns]);
  const as = lefts.map(left => tf.tensor3d(left, [matrices, rows, inner]));
  const b = tf.tensor3d(right, [matrices, inner, columns]);
  let at = 0;
  return () => tf.tidy(() => tf.slice(tf.matMul(as[at++ % BATCHES], b), [0, 0, 0], [1, 1, 1]).dataSync()[0]);
}

function circuit() {
  const y = tf.scalar(5);
  const z = tf.scalar(-4);
  const pass = tf.valueAndGrads((x, y, z) => tf.mul(tf.add(x, y), z));
  let at = 0;
  return () => tf.tidy(() => pass([tf.scalar(circuitInput(at++)), y, z]).value.dataSync()[0]);
}
