import {
  batch,
  classWeights,
  epochs,
  fromColumns,
  fromIterable,
  kFold,
  map,
  shuffle,
  split,
  type Dataset,
} from '@thalweg/data';
import { add, constant, feed, gradient, input, matmul, mul, parameter, read, type Node } from '@thalweg/graph';
import { accuracy } from '@thalweg/metrics';
import {
  conv2d,
  dense,
  dropout,
  embedding,
  flatten,
  meanSquaredError,
  relu,
  reshape,
  sigmoid,
  sigmoidCrossEntropy,
  softmax,
  softmaxCrossEntropy,
} from '@thalweg/nn';
import { adam, cosineDecay, sgd } from '@thalweg/optim';
import { idx } from '@thalweg/readers';
import { tensor } from '@thalweg/tensor';
import { evaluate, measure, predictor, restore, snapshot, step, train, type Warning } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom } from 'rxjs';

/** A mistake of a first user, and a part of what is said about it. */
export interface Mistake {
  /** What is wrong. */
  readonly what: string;
  /** Makes the mistake: an error that it throws or rejects with, or a warning of a training, is what is said. */
  readonly make: (warn: (warning: Warning) => void) => unknown;
  readonly says: string;
} // prettier-ignore

type Row = Readonly<Record<string, unknown>>;

/** A classifier of two numbers into three classes. */
const classifier = (labels: Node = input('y', ['batch'], 'int32')): Node<readonly []> =>
  input('x', ['batch', 2]).pipe(dense(3), softmaxCrossEntropy(labels) as never) as never;

const regression = (): Node<readonly []> =>
  input('x', ['batch', 2]).pipe(dense(1), meanSquaredError(input('y', ['batch', 1])));

const slow = sgd({ learningRate: 1e-9 });

/** Trains a classifier on records, in batches of two. */
const learned = (...records: readonly Row[]): Promise<unknown> =>
  lastValueFrom(fromIterable(records).pipe(batch(2), train(classifier(), adam())));

/** Says to the compiler that a mistake is meant. */
const wrong = (value: unknown): never => value as never;

const good = { x: [1, 2], y: 0 };

/** Mistakes in records: in their values, their fields and their labels. */
const inRecords: readonly Mistake[] = [
  { what: 'a gap in a vector', make: () => learned(good, { x: [1, null], y: 0 }), says: 'collate: field x: must be a number, boolean, array of numbers or tensor, got null at element 1 in row 1. Fill it in' },
  { what: 'a text in a vector', make: () => learned({ x: [1, '2'], y: 0 }), says: "got '2' at element 1 in row 0. Map it to numbers first" },
  { what: 'nested arrays', make: () => learned({ x: [[1], [2]], y: 0 }), says: 'got an array at element 0 in row 0. Give nested arrays as a tensor' },
  { what: 'large integers', make: () => learned({ x: [1n, 2n], y: 0 }), says: 'got 1n at element 0 in row 0. Map it to numbers first' },
  { what: 'bytes of an image', make: () => learned({ x: Uint8Array.of(3, 255), y: 0 }), says: 'collate: field x: must be a number, boolean, array of numbers or tensor, got a byte of 3 in row 0. Scale bytes first' },
  { what: 'pixels of a canvas', make: () => learned({ x: Uint8ClampedArray.of(3, 255), y: 0 }), says: 'got Uint8ClampedArray in row 0. Scale bytes first' },
  { what: 'labels of one among many', make: () => learned({ x: [1, 2], y: [1, 0, 0] }), says: 'y: a value must have the shape [batch], got [1, 3]. Give one number for each row, such as the class.' },
  { what: 'a label that is missing', make: () => learned({ x: [1, 2], y: null }), says: 'collate: field y: must be a number, boolean, array of numbers or tensor, got null in row 0. Fill it in' },
  { what: 'a label that is a text', make: () => learned({ x: [1, 2], y: 'cat' }), says: "collate: field y: must be a number, boolean, array of numbers or tensor, got 'cat' in row 0. Map it" },
  { what: 'a label that is a date', make: () => learned({ x: [1, 2], y: new Date(0) }), says: 'got Date in row 0' },
  { what: 'a label that is a fraction', make: () => learned({ x: [1, 2], y: 0.5 }), says: "train: in the field 'y', numbers for an int32 must be whole, and below 2²⁴ if they come as float32, got 0.5 at row 0 in batch 0. Round them" },
  { what: 'a label above 2²⁴', make: () => learned({ x: [1, 2], y: 2 ** 24 + 1 }), says: "below 2²⁴ if they come as float32, got 16777216 at row 0 in batch 0" },
  { what: 'a label that counts from 1', make: () => learned(good, { x: [1, 2], y: 3 }), says: "train: the field 'y' must be from 0 to 2 for softmaxCrossEntropy, got 3 at row 1 in batch 0. The last layer has 3 outputs" },
  { what: 'a label below 0', make: () => learned({ x: [1, 2], y: -1 }), says: 'must be from 0 to 2 for softmaxCrossEntropy, got -1 at row 0 in batch 0' },
  { what: 'a number that is not finite', make: () => learned({ x: [NaN, 2], y: 0 }), says: "train: the field 'x' must be finite, got NaN at row 0, element 0 in batch 0. Leave such rows out" },
  { what: 'a field of another name', make: () => learned({ image: [1, 2], y: 0 }), says: "train: records must have a field 'x' of float32 [batch, 2], got the fields image, y. Rename a field with map" },
  { what: 'a vector of another length', make: () => learned({ x: [1, 2, 3], y: 0 }), says: 'x: a value must have the shape [batch, 2], got [1, 3]' },
  { what: 'vectors of several lengths', make: () => learned(good, { x: [1], y: 0 }), says: 'field x: must be alike in all records, float32 [2] as in the first, got float32 [1] in row 1. Pad, cut or convert it first.' },
  { what: 'records that are promises', make: () => learned(wrong(Promise.resolve(good))), says: 'collate: a record must have own fields, got Promise in row 0. Await it before' },
  { what: 'records without batch', make: () => lastValueFrom(fromIterable([good]).pipe(train(classifier(), adam()))), says: "x: a value must have the shape [batch, 2], got [2]. Add the axis 'batch': batch(32) in a pipeline, [value] for one alone." },
  { what: 'batch twice', make: () => lastValueFrom(fromIterable([good]).pipe(batch(1), batch(1), train(classifier(), adam()))), says: 'got [1, 1, 2]. Is it batched twice?' },
  { what: 'an empty dataset', make: () => learned(), says: 'train: a dataset must have at least one record, got none. Check the path or the filter' },
  { what: 'a filter that keeps nothing', make: () => lastValueFrom((fromColumns({ x: [1] }).pipe(map(() => good)) as Dataset<Row>).pipe(batch(2, { dropRemainder: true }), train(classifier(), adam()))), says: 'train: a dataset must have at least one record' },
]; // prettier-ignore

/** Mistakes in sources and their operators. */
const inPipelines: readonly Mistake[] = [
  { what: 'a split without sizes', make: () => split(fromIterable([1, 2]), wrong({ seed: 1 })), says: 'split: sizes or fractions must be an array of numbers, got undefined. Try { seed: 1, fractions: [0.8, 0.2] }.' },
  { what: 'a split without a seed', make: () => split(fromIterable([1, 2]), wrong({ sizes: [1, 1] })), says: 'split: seed must be a whole number, got undefined. Try { seed: 7 }.' },
  { what: 'a split of a promise', make: () => split(wrong(Promise.resolve(1)), { seed: 1, sizes: [1] }), says: 'split: the source must be a dataset, got Promise. Await it first.' },
  { what: 'a file of images that was not awaited', make: () => (wrong(idx({ x: Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 7) })) as Dataset<Row>).pipe(batch(1)), says: 'idx: its dataset must be awaited, got a promise. Write (await idx(…)).pipe(…).' },
  { what: 'parts that are no whole', make: () => split(fromIterable([1, 2]), { seed: 1, fractions: [0.8, 0.1] }), says: 'split: fractions must add up to 1, got [0.8, 0.1]' },
  { what: 'shuffle without options', make: () => shuffle(wrong(undefined)), says: 'shuffle: seed must be a whole number, got undefined. Try { seed: 7 }.' },
  { what: 'a bare seed', make: () => shuffle(wrong(7)), says: 'shuffle: options must be an object, got 7. Try { seed: 7 }.' },
  { what: 'folds without a seed that fits', make: () => kFold(fromIterable([1, 2]), 2, { seed: wrong('1') }), says: "kFold: seed must be a whole number, got '1'." },
  { what: 'batch before shuffle', make: () => fromIterable([good]).pipe(batch(2), shuffle({ seed: 1 })), says: 'shuffle: rows must be shuffled before they are batched, got a dataset of batches. Put shuffle before batch' },
  { what: 'batch before epochs before shuffle', make: () => fromIterable([good]).pipe(batch(2), epochs(2), shuffle({ seed: 1 })), says: 'shuffle: rows must be shuffled before they are batched' },
  { what: 'a bare fraction for a split', make: () => split(fromIterable([1, 2]), wrong(0.8)), says: 'split: options must be an object, got 0.8. Try { seed: 1, fractions: [0.8, 0.2] }.' },
  { what: 'a batch size that is a text', make: () => batch(wrong('32')), says: "batch: size must be a whole number, at least 1, or Infinity, got '32'." },
  { what: 'batches of none', make: () => batch(0), says: 'batch: size must be a whole number, at least 1, or Infinity, got 0. Give 1 or more.' },
  { what: 'half an epoch', make: () => epochs(0.5), says: 'epochs: count must be a whole number, at least 1, or Infinity, got 0.5.' },
  { what: 'a promise of rows', make: () => fromIterable(wrong(Promise.resolve([1]))), says: 'fromIterable: items must be iterable at once, got Promise. Await it before' },
  { what: 'an object of columns given to fromIterable', make: () => fromIterable(wrong({ x: [1] })), says: 'fromIterable: items must be iterable at once, got Object.' },
  { what: 'records given to fromColumns', make: () => fromColumns(wrong([good])), says: 'fromColumns: columns must be an object of columns by name, got an array. Use fromIterable for an array of records.' },
  { what: 'nothing given to fromColumns', make: () => fromColumns(wrong(undefined)), says: 'fromColumns: columns must be an object of columns by name, got undefined.' },
  { what: 'columns of several lengths', make: () => fromColumns({ x: [1, 2], y: [1] }), says: 'fromColumns: all columns must have the same number of rows, got 2 in x and 1 in y.' },
  { what: 'texts in a column', make: () => fromColumns({ x: wrong(['a', 'b']) }), says: "fromColumns: column x: elements must be numbers, got 'a' in row 0." },
  { what: 'a gap in a column', make: () => fromColumns({ x: wrong([1, null]) }), says: 'fromColumns: column x: no value may be missing, got null in row 1.' },
  { what: 'weights of classes of none', make: () => classWeights(fromIterable([] as { y: number }[]), 'y'), says: 'classWeights: there must be records that can be counted at once, got none.' },
]; // prettier-ignore

/** Mistakes in models. */
const inModels: readonly Mistake[] = [
  { what: 'units that are a text', make: () => dense(wrong('8')), says: "dense: the number of units must be a positive whole number, got '8'." },
  { what: 'no units', make: () => dense(wrong(undefined)), says: 'dense: the number of units must be a positive whole number, got undefined.' },
  { what: 'an input without a shape', make: () => input('x', wrong(undefined)), says: "x: a shape must be an array of sizes, each a whole number from 0 on or a name, got [undefined]. Try ['batch', 4], or [] for a scalar." },
  { what: 'an input without a name', make: () => input(wrong(['batch', 2]), wrong(undefined)), says: "input: the name must be a text, got Array. Try input('x', ['batch', 4])." },
  { what: 'null for the batch axis', make: () => input('x', wrong([null, 784])), says: 'x: a shape must be an array of sizes, each a whole number from 0 on or a name, got [null, 784].' },
  { what: 'a dtype of another name', make: () => input('x', ['batch'], wrong('int')), says: "x: dtype: it must be a known name, got 'int'. Did you mean 'int32'?" },
  { what: 'labels declared as floats', make: () => classifier(input('y', ['batch']) as Node), says: "softmaxCrossEntropy: labels must be int32, the number of a class (y), got float32. Declare them as input('y', ['batch'], 'int32')." },
  { what: 'labels in a column of their own', make: () => classifier(input('y', ['batch', 1], 'int32') as Node), says: 'softmaxCrossEntropy: there must be one label for each row of logits, got [batch, 3] and [batch, 1]. Reshape the labels to [batch].' },
  { what: 'a target without its axis', make: () => input('x', ['batch', 2]).pipe(dense(1), wrong(meanSquaredError(input('y', ['batch'])))), says: 'meanSquaredError: prediction and target must have one shape, got [batch, 1] and [batch]. Reshape one of them.' },
  { what: 'softmax before softmax cross entropy', make: () => input('x', ['batch', 2]).pipe(dense(3), softmax(), softmaxCrossEntropy(input('y', ['batch'], 'int32'))), says: 'softmaxCrossEntropy: its input must be logits, got the output of softmax, which the loss applies itself. Give it the layer before softmax' },
  { what: 'sigmoid before sigmoid cross entropy', make: () => input('x', ['batch', 2]).pipe(dense(1), sigmoid(), sigmoidCrossEntropy(input('y', ['batch', 1]))), says: 'sigmoidCrossEntropy: its input must be logits, got the output of sigmoid' },
  { what: 'an image without channels', make: () => input('x', ['batch', 28, 28]).pipe(wrong(conv2d(8, 3))), says: 'conv2d: the input must have the shape [batch, height, width, channels] with a fixed number of channels, got [batch, 28, 28]. Reshape a single channel' },
  { what: 'an image with its channel first', make: () => input('x', ['batch', 1, 28, 28]).pipe(wrong(conv2d(8, 3))), says: 'got [batch, 1, 28, 28]. Channels come last here: transpose(x, [0, 2, 3, 1])' },
  { what: 'a dense layer on an image', make: () => input('x', ['batch', 28, 28, 1]).pipe(dense(10), wrong(softmaxCrossEntropy(input('y', ['batch'], 'int32')))), says: 'softmaxCrossEntropy: there must be one label for each row of logits, got [batch, 28, 28, 10] and [batch]. Put flatten() before the last layer.' },
  { what: 'a reshape of another size', make: () => input('x', ['batch', 784]).pipe(wrong(reshape([28, 27]))), says: 'reshape: both shapes must have equally many elements, got [batch, 784] and [batch, 28, 27].' },
  { what: 'a flatten without a batch', make: () => input('x', []).pipe(wrong(flatten())), says: 'flatten: the input must have a batch axis, got []' },
  { what: 'a layer that was not called', make: () => input('x', ['batch', 2]).pipe(wrong(dense)), says: 'dense: the number of units must be a positive whole number, got Input.' },
  { what: 'an activation that was not called', make: () => input('x', ['batch', 2]).pipe(dense(3), wrong(relu), wrong(softmaxCrossEntropy(input('y', ['batch'], 'int32')))), says: 'softmaxCrossEntropy: inputs must be nodes, got a function. Call it, if it makes a step of a pipe: tanh(), not tanh.' },
  { what: 'a step of a pipe that is nothing', make: () => input('x', ['batch', 2]).pipe(wrong(undefined)), says: 'pipe: each step must be a function, got undefined.' },
  { what: 'a rate of dropout in per cent', make: () => dropout(50), says: 'dropout: the rate must be from 0 to below 1, got 50. Try 0.5.' },
  { what: 'an embedding of floats', make: () => input('x', ['batch']).pipe(wrong(embedding(10, 4))), says: 'embedding: numbers must be int32, got float32. Declare the input as int32.' },
  { what: 'an embedding without a size', make: () => embedding(10, wrong(undefined)), says: 'embedding: the size of a vector must be a positive whole number, got undefined.' },
  { what: 'a tensor of a text', make: () => tensor(wrong('abc')), says: "tensor: elements must be numbers or booleans, in arrays, got 'abc'. Convert it first, as by Number(…)." },
  { what: 'an operand that is a text', make: () => add(constant(1), wrong('x')), says: "add: inputs must be nodes, got 'x'." },
  { what: 'factors that do not fit', make: () => matmul(constant([[1, 2]]), wrong(constant([[1, 2]]))), says: 'matmul: inner sizes must agree, got [1, 2] and [1, 2]. Transpose b' },
  { what: 'factors of two dtypes', make: () => matmul(constant([[1, 2]], { dtype: 'float64' }), constant([[1], [2]])), says: 'matmul: inputs must have one dtype, got float64 and float32. Convert one of them with cast.' },
  { what: 'a value that was never set', make: () => read(input('x', [])), says: "x: every input it depends on must have a value, got none for 'x'. Set it, feed it" },
  { what: 'a gradient of a vector', make: () => gradient(wrong(input('x', [2])), parameter(1)), says: 'gradient: the root must be a scalar, got [2]. Reduce it with sum or mean' },
  { what: 'a gradient by another parameter', make: () => gradient(mul(parameter(1), 2), parameter(3)), says: 'gradient: mul must depend on parameter, got a node that it does not depend on.' },
  { what: 'values that are not in pairs', make: () => feed(wrong(input('x', [])), wrong(1)), says: 'feed: each value must be in a pair with its source, got Input. Try feed([x, 1], [y, 2]).' },
]; // prettier-ignore

/** Mistakes in trainings and in what comes after them. */
const inTrainings: readonly Mistake[] = [
  { what: 'an optimizer that was not called', make: () => train(classifier(), wrong(adam)), says: 'train: the optimizer must change updates, got adam itself. Call it: adam(), not adam.' },
  { what: 'the optimizer first', make: () => train(wrong(adam()), wrong(classifier())), says: 'train: the loss must be a node, got a function. Apply the loss to a prediction' },
  { what: 'no optimizer', make: () => train(classifier(), wrong(undefined)), says: 'train: the optimizer must change updates, got undefined.' },
  { what: 'a loss that has no prediction', make: () => train(wrong(meanSquaredError(input('y', ['batch', 1]))), adam()), says: 'train: the loss must be a node, got a function. Apply the loss to a prediction' },
  { what: 'a loss that is no scalar', make: () => train(wrong(input('x', ['batch', 2]).pipe(dense(3))), adam()), says: 'train: the loss must be a scalar, got [batch, 3]. Reduce it with mean or sum.' },
  { what: 'nothing to learn', make: () => train(input('x', []), adam()), says: 'train: the loss must depend on a parameter, got x, which depends on none.' },
  { what: 'a bare rate', make: () => adam(wrong(0.001)), says: 'adam: options must be an object, got 0.001. Try { learningRate: 0.001 }.' },
  { what: 'a rate under another name', make: () => adam(wrong({ lr: 0.001 })), says: "adam: an option must be a known name, got 'lr'. Did you mean 'learningRate'?" },
  { what: 'a rate below 0', make: () => adam({ learningRate: -1 }), says: 'learningRate: must be finite and at least 0, got -1.' },
  { what: 'a schedule without its length', make: () => cosineDecay(0.1, wrong(undefined)), says: 'cosineDecay: steps: must be a number of steps, or the dataset of the batches, got undefined. Try { total: batches }.' },
  { what: 'a schedule for a dataset without a length', make: () => cosineDecay(0.1, { total: fromIterable(() => [1]) }), says: 'cosineDecay: total: must be a dataset with a length and an end, got one whose length is not known.' },
  { what: 'a misspelled option', make: () => train(classifier(), adam(), wrong({ runer: 1 })), says: "train: an option must be a known name, got 'runer'. Did you mean 'runner'?" },
  { what: 'a runner that was not called', make: () => lastValueFrom(fromIterable([good]).pipe(batch(1), train(classifier(), adam(), { runner: wrong(wasm) }))), says: 'runner: it must be a runner, got a function. Call it, if it makes one: wasm(), not wasm.' },
  { what: 'a metric that is a function', make: () => train(classifier(), adam(), { metrics: { accuracy: wrong(accuracy) } }), says: 'train: accuracy: a metric must be applied to nodes, got a function.' },
  { what: 'two subscriptions', make: async () => { const steps$ = fromIterable([good]).pipe(batch(1), train(classifier(), adam())); steps$.subscribe(); await lastValueFrom(steps$); }, says: 'train: a training may have one subscription at a time, got a second one while the first is active.' },
  { what: 'a loss in place of metrics', make: () => evaluate(wrong(classifier())), says: 'evaluate: metrics must be an object by name, got Node. Try evaluate({ loss }).' },
  { what: 'a metric that is not applied', make: () => evaluate({ accuracy: wrong(accuracy()) }), says: 'evaluate: accuracy: a metric must be applied to nodes, got Object. Apply it: logits.pipe(measure(accuracy(), y)).' },
  { what: 'a measure that was not called', make: () => measure(wrong(accuracy), input('y', ['batch'])), says: 'measure: the metric must be one, got a function. Call it: accuracy(), not accuracy.' },
  { what: 'a prediction of an array', make: () => predictor(input('x', ['batch', 2]).pipe(dense(1)))(wrong([1, 2])), says: "predictor: records must have a field 'x' of float32 [batch, 2], got the fields 0, 1." },
  { what: 'a prediction of bytes', make: () => predictor(input('x', ['batch', 2]).pipe(dense(1)))({ x: Uint8Array.of(3, 255) }), says: "predictor: in the field 'x', bool elements must be true, false, 0 or 1, got 3 in batch 0. Compare it with 0, or scale bytes" },
  { what: 'a prediction without its batch axis', make: () => predictor(input('x', ['batch', 2]).pipe(dense(1)))({ x: [1, 2] }), says: "got [2]. Add the axis 'batch'" },
  { what: 'a step without its field', make: () => step(classifier(), adam())({ x: [[1, 2]] }), says: "step: records must have a field 'y' of int32 [batch], got the fields x." },
  { what: 'a snapshot of a loss', make: () => snapshot(wrong(classifier())), says: 'snapshot: parts must be an object by name, got Node. Try snapshot({ learn }).' },
  { what: 'a restore of nothing', make: () => restore({ learn: train(classifier(), adam()) }, wrong(undefined)), says: 'restore: the second argument must be a snapshot, got undefined.' },
  { what: 'a restore of a file’s text', make: () => restore({ learn: train(classifier(), adam()) }, wrong('{}')), says: "restore: the second argument must be a snapshot, got '{}'." },
]; // prettier-ignore

/** Mistakes that a training is right with, and warns of. */
const warned: readonly Mistake[] = [
  { what: 'inputs that are not scaled', make: onWarning => lastValueFrom(fromIterable([{ x: [0, 255], y: [1] }]).pipe(batch(1), train(regression(), slow, { onWarning }))), says: "inputs of first weights should have a standard deviation near 1, got 128 in the first batch of 'x'" },
  { what: 'channels in front', make: onWarning => lastValueFrom(fromIterable([{ x: tensor(new Float32Array(192), { shape: [3, 8, 8] }), y: [1] }]).pipe(batch(1), train(input('x', ['batch', 3, 8, 8]).pipe(conv2d(2, 3), flatten(), dense(1), meanSquaredError(input('y', ['batch', 1]))), slow, { onWarning }))), says: "the channels of images should come last, got [1, 3, 8, 8] for 'x'" },
  { what: 'a schedule of one epoch for ten', make: onWarning => { const batches = fromIterable([{ x: [0, 1], y: [1] }]).pipe(batch(1), epochs(10)); return lastValueFrom(batches.pipe(train(regression(), adam({ learningRate: cosineDecay(1e-9, { steps: batches.length! }) }), { onWarning }))); }, says: 'a schedule should last as long as the run, got one of 1 steps for learningRate in a run of 10. Give the schedule { total: batches }' },
  { what: 'a rate that is far too large', make: onWarning => lastValueFrom(fromIterable([{ x: [3, 4], y: [1] }]).pipe(batch(1), epochs(8), train(regression(), sgd({ learningRate: 0.3 }), { onWarning }))), says: 'the loss should fall, got ' },
]; // prettier-ignore

/**
 * All mistakes that are named. Nobody says anything about these, each for its reason:
 *
 * - A training that nobody subscribes: an observable cannot know that nobody ever will.
 * - `await` on an observable in place of `lastValueFrom`: an observable is no promise, so that `await` returns it. The rule
 *   `await-thenable` of typescript-eslint finds it.
 * - A first axis that is no batch, as in `input('x', [4]).pipe(flatten())`: it may be one.
 */
export const mistakes: readonly Mistake[] = [...inRecords, ...inPipelines, ...inModels, ...inTrainings, ...warned];
