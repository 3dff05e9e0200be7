import {
  add,
  constant,
  gather,
  gradient,
  input,
  InputPort,
  matmul,
  mul,
  openFrame,
  parameter,
  reshape,
  sigmoid,
  slice,
  sum,
  type Node,
  type Parameter,
  type RowsResult,
  type Source,
} from '@thalweg/graph';
import { dense, meanSquaredError, relu, sigmoidCrossEntropy, softmaxCrossEntropy } from '@thalweg/nn';
import { adagrad, adam, sgd, type Transform } from '@thalweg/optim';
import { tensor, type Tensor, type TypedArray } from '@thalweg/tensor';
import { predict, train, trainRows, type BatchRecord, type ReadingOptions, type RowTraining } from '@thalweg/train';
import { Subject } from 'rxjs';
import { denseColumns, hashedColumns } from './columns.ts';
import { embeddingLoss, eventLoss, imageLoss, sequenceLoss, transformerLoss } from './networks.ts';
import type { Prepare, Prepared } from './prepared.ts';
import {
  BATCHES,
  batchedFactors,
  circuitInput,
  factors,
  heWeights,
  imageBatches,
  RECORDS,
  rowBatches,
  sequenceBatches,
  textBatches,
} from './seeded.ts';
import type { EmbeddingTable, PeerWorkload, Transformer } from './workloads.ts';

// Our workloads use the public API: a pipe is subscribed once, and records are pushed into it.

type Scalar = Node<readonly []>;

/** Returns our workloads, with options for reading and a function that loads batches into the runner’s memory. */
export function thalweg(options: ReadingOptions = {}, load: Load = batch => batch): Prepare {
  return workload => {
    switch (workload.kind) {
      case 'network':
        return network(workload, options, load);
      case 'examples':
        return learnsExamples(workload, options, load);
      case 'images':
        return learnsImages(imageLoss(workload), 784, workload.batch, options, load);
      case 'sequences':
        return learnsSequences(sequenceLoss(workload), workload, options, load);
      case 'events':
        return learnsSequences(eventLoss(workload), workload, options, load);
      case 'transformer':
        return learnsText(workload, options, load);
      case 'embedding':
        return learnsRowsOfTable(workload, options, load);
      case 'prediction':
        return prediction(workload, options, load);
      case 'product':
        return product(workload.size, options, load);
      case 'batched product':
        return batchedProduct(workload, options, load);
      case 'circuit':
        return circuit(options);
      case 'subscribed circuit':
        return subscribedCircuit();
      case 'subscribers':
        return subscribers(workload.count);
      case 'logistic':
        return logistic(workload, options, load);
      case 'hashed':
        return hashed(workload, options, load);
    }
  };
}

/** Returns a function that takes a step for a record and returns its loss. */
function learner<R>(loss: Scalar, optimizer: Transform, options: ReadingOptions): (record: R) => number {
  const records$ = new Subject<R>();
  let last = NaN;
  records$.pipe(train(loss, optimizer, options)).subscribe(record => (last = record.loss));
  return record => {
    records$.next(record);
    return last;
  };
}

/** Builds a network and returns its logits. */
function logits(sizes: readonly number[], activation: (a: Node) => Node = relu()): Node<['batch', number]> {
  let a: Node = input('image', ['batch', sizes[0]!]) as Node;
  sizes.slice(1).forEach((to, layer) => {
    const from = sizes[layer]!;
    a = dense(to, { weight: () => tensor(heWeights(layer, from, to), { shape: [from, to] }) })(a) as Node;
    if (layer < sizes.length - 2) a = activation(a);
  });
  return a as Node<['batch', number]>;
}

function network(
  { sizes, batch: rows }: Extract<PeerWorkload, { kind: 'network' }>,
  options: ReadingOptions,
  load: Load,
): Prepared {
  const loss = softmaxCrossEntropy(input('digit', ['batch'], 'int32'))(logits(sizes));
  return learnsImages(loss, sizes[0]!, rows, options, load);
}

/** Takes steps of plain gradient descent, each over one example. */
function learnsExamples(
  { sizes, learningRate }: Extract<PeerWorkload, { kind: 'examples' }>,
  options: ReadingOptions,
  load: Load,
): Prepared {
  const [pixels, classes] = [sizes[0]!, sizes.at(-1)!];
  const loss = logits(sizes, sigmoid).pipe(meanSquaredError(input('target', ['batch', classes]))) as Scalar;
  const learn = learner(loss, sgd({ learningRate }), options);
  const records = imageBatches(pixels, 1).map(({ image, digit }) => {
    const target = new Float32Array(classes);
    target[digit[0]!] = 1;
    return load({ image: tensor(image, { shape: [1, pixels] }), target: tensor(target, { shape: [1, classes] }) });
  });
  let at = 0;
  return { run: () => learn(records[at++ % BATCHES]!) };
}

/** Takes Adam steps over batches of images. */
function learnsImages(loss: Scalar, pixels: number, rows: number, options: ReadingOptions, load: Load): Prepared {
  const learn = learner(loss, adam(), options);
  const records = imageBatches(pixels, rows).map(({ image, digit }) =>
    load({ image: tensor(image, { shape: [rows, pixels] }), digit }),
  );
  let at = 0;
  return { run: () => learn(records[at++ % BATCHES]!) };
}

/** Takes Adam steps over batches of sequences, or over events, which are sequences of one step. */
function learnsSequences(
  loss: Scalar,
  { kind, inputs, units, steps, batch }: Extract<PeerWorkload, { kind: 'sequences' | 'events' }>,
  options: ReadingOptions,
  load: Load,
): Prepared {
  const learn = learner(loss, adam(), options);
  const lead = kind === 'events' ? [1] : [batch, steps];
  const records = sequenceBatches(batch * steps, inputs, units).map(({ x, target }) =>
    load({ x: tensor(x, { shape: [...lead, inputs] }), target: tensor(target, { shape: [...lead, units] }) }),
  );
  let at = 0;
  return { run: () => learn(records[at++ % BATCHES]!) };
}

/** Takes Adam steps over windows of text. */
function learnsText(transformer: Transformer, options: ReadingOptions, load: Load): Prepared {
  const learn = learner(transformerLoss(transformer), adam(), options);
  const shape = [transformer.batch, transformer.length];
  const records = textBatches(transformer).map(({ text, next }) =>
    load({ text: tensor(text, { shape }), next: tensor(next, { shape }) }),
  );
  let at = 0;
  return { run: () => learn(records[at++ % BATCHES]!) };
}

/** Takes steps of Adagrad, which leaves the rows alone that a batch does not have. */
function learnsRowsOfTable(table: EmbeddingTable, options: ReadingOptions, load: Load): Prepared {
  const optimizer = adagrad({ learningRate: 0.05, epsilon: 1e-10, epsilonAt: 'outside' });
  const learn = learner(embeddingLoss(table), optimizer, options);
  const records = rowBatches(table).map(load);
  let at = 0;
  return { run: () => learn(records[at++ % BATCHES]!) };
}

function prediction(
  { sizes, batch: rows }: Extract<PeerWorkload, { kind: 'prediction' }>,
  options: ReadingOptions,
  load: Load,
): Prepared {
  const pixels = sizes[0]!;
  const records = imageBatches(pixels, rows).map(({ image }) =>
    load({ image: tensor(image, { shape: [rows, pixels] }) }),
  );
  return predicts(records, logits(sizes) as Node, options);
}

function product(size: number, options: ReadingOptions, load: Load): Prepared {
  const { lefts, right } = factors(size);
  const b = constant(tensor(right, { shape: [size, size] }));
  const records = lefts.map(left => load({ a: tensor(left, { shape: [size, size] }) }));
  return predicts(records, firstOf(matmul(input('a', [size, size]), b) as Node, size * size), options);
}

/** The first of so many elements. As for other libraries, one value leaves the memory. */
function firstOf(node: Node, count: number): Node {
  return slice(reshape(node, [count]), { axis: 0, from: 0, to: 1 }) as Node;
}

function batchedProduct(
  { matrices, sizes }: Extract<PeerWorkload, { kind: 'batched product' }>,
  options: ReadingOptions,
  load: Load,
): Prepared {
  const [rows, inner, columns] = sizes;
  const { lefts, right } = batchedFactors(matrices, sizes);
  const b = constant(tensor(right, { shape: [matrices, inner, columns] }));
  const records = lefts.map(left => load({ a: tensor(left, { shape: [matrices, rows, inner] }) }));
  const all = matmul(input('a', [matrices, rows, inner]), b) as Node;
  return predicts(records, firstOf(all, matrices * rows * columns), options);
}

/** Predicts a node for each record and reads the first element. */
function predicts(records: readonly object[], node: Node, options: ReadingOptions): Prepared {
  const records$ = new Subject<object>();
  let last = NaN;
  records$.pipe(predict(node, options)).subscribe(value => (last = value.data[0]!));
  let at = 0;
  return {
    run: () => {
      records$.next(records[at++ % BATCHES]!);
      return last;
    },
  };
}

interface Circuit {
  readonly x: Parameter;
  readonly f: Scalar;
  readonly gradients: readonly Scalar[];
  /** The inputs and intermediate nodes. */
  readonly others: readonly Scalar[];
}

/** Builds the lecture’s circuit: f = (x + y)·z with y = 5 and z = −4, and its gradients. */
function lecture(): Circuit {
  const [x, y, z] = [parameter(-2), parameter(5), parameter(-4)];
  const q = add(x, y);
  const f = mul(q, z);
  const gradients = [x, y, z].map(wire => gradient(f, wire)) as Scalar[];
  return { x: x as Parameter, f, gradients, others: [x, y, z, q] as Node[] as Scalar[] };
}

function circuit({ guard, runner }: ReadingOptions): Prepared {
  const { x, f, gradients } = lecture();
  const frame = openFrame({ outputs: [f, ...gradients] as readonly Node[], guard, runner });
  const port = new InputPort(x as unknown as Source);
  const value = new Float32Array(1);
  let at = 0;
  let last = NaN;
  const onRows = ({ columns, failure }: RowsResult): void => {
    if (failure !== undefined) throw failure.error;
    last = columns[0]![0]!;
  };
  const feeds = [port.take(value)];
  return {
    run: () => {
      value[0] = circuitInput(at++);
      frame.runRows(feeds, 1, onRows);
      return last;
    },
  };
}

function subscribedCircuit(): Prepared {
  const { x, f, gradients, others } = lecture();
  let last = NaN;
  for (const wire of [...gradients, ...others]) wire.subscribe(value => void value.item());
  f.subscribe(value => (last = value.item()));
  let at = 0;
  return {
    run: () => {
      x.set(circuitInput(at++));
      return last;
    },
  };
}

/** Sets an input of a circuit whose result has many subscribers. */
function subscribers(count: number): Prepared {
  const { x, f } = lecture();
  let last = NaN;
  for (let subscriber = 0; subscriber < count; subscriber++) f.subscribe(value => (last = value.item()));
  let at = 0;
  return {
    run: () => {
      x.set(circuitInput(at++));
      return last;
    },
  };
}

function logistic(
  { features, blocks }: Extract<PeerWorkload, { kind: 'logistic' }>,
  options: ReadingOptions,
  load: Load,
): Prepared {
  const columns = denseColumns(features);
  const w = parameter(new Float32Array(features));
  const z = sum(mul(w, input('x', [features]))) as Node as Scalar;
  const loss = sigmoidCrossEntropy(input('label', []))(z);
  const optimizer = sgd({ learningRate: 0.05 });
  if (blocks) {
    const batch = { x: tensor(columns.x, { shape: [RECORDS, features] }), label: columns.label };
    return learnsRows(load(batch), trainRows(loss, optimizer, options));
  }
  const learn = learner(loss, optimizer, options);
  const records = Array.from({ length: RECORDS }, (_, record) => ({
    x: columns.x.subarray(record * features, (record + 1) * features),
    label: columns.label[record]!,
  }));
  return {
    run: () => {
      let last = NaN;
      for (const record of records) last = learn(record);
      return last;
    },
    units: RECORDS,
  };
}

function hashed(
  { weights, nonZeros, unique }: Extract<PeerWorkload, { kind: 'hashed' }>,
  options: ReadingOptions,
  load: Load,
): Prepared {
  const { index, value, label } = hashedColumns(weights, nonZeros, unique);
  const w = parameter(new Float32Array(weights));
  const at = input('index', [nonZeros], { dtype: 'int32', unique });
  const z = sum(mul(gather(w, at), input('value', [nonZeros]))) as Node as Scalar;
  const learn = trainRows(sigmoidCrossEntropy(input('label', []))(z), adagrad({ learningRate: 0.05 }), options);
  const shape = [RECORDS, nonZeros];
  return learnsRows(load({ index: tensor(index, { shape }), value: tensor(value, { shape }), label }), learn);
}

/** Loads values into the runner’s memory, where the tensors of other libraries are too. */
type Load = <B extends Readonly<Record<string, Tensor | TypedArray>>>(batch: B) => B;

/** Learns from the same block of records in each call and reads the last loss. */
function learnsRows(block: object, learn: RowTraining<BatchRecord>): Prepared {
  const blocks$ = new Subject<object>();
  let last = NaN;
  blocks$.pipe(learn).subscribe(({ losses }) => (last = losses.at(-1)!));
  return {
    run: () => {
      blocks$.next(block);
      return last;
    },
    units: RECORDS,
  };
}
