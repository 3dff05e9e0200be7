import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../root.ts';
import { typeErrorsOf } from './failures-of.ts';

const known = `
  import { add, concat, constant, gather, input, matmul, oneHot, parameter, plus, reshape, stack, sum } from '@thalweg/graph';
  import { conv2d, dense, flatten, meanSquaredError, relu, sequential, sigmoidCrossEntropy, softmaxCrossEntropy } from '@thalweg/nn';
  import { adam } from '@thalweg/optim';

  const image = input('image', ['batch', 784]);
  const sequence = input('sequence', ['batch', 'time', 8]);
  const digit = input('digit', ['batch'], 'int32');
  const float = input('digit', ['batch']);
  const weights = parameter([[1, 2], [3, 4]]);
  const logits = image.pipe(dense(128), relu(), dense(10));
`;

/** What users write by mistake, and what the first line of the compiler's message must say. */
const mistakes: readonly (readonly [statement: string, message: string])[] = [
  ['matmul(image, weights)', 'matmul: inner sizes must agree, got [batch, 784] and [2, 2]'],
  ['add(image, weights)', 'add: shapes must broadcast, got [batch, 784] and [2, 2]'],
  ['image.pipe(plus(weights))', 'plus: shapes must broadcast, got [batch, 784] and [2, 2]'],
  ['reshape(image, ["batch", 28, 27])', 'reshape: both shapes must have equally many elements, got [batch, 784] and'],
  ['reshape(weights, [-1, 2])', 'reshape: sizes must be at least 0, got [-1, 2]'],
  ['concat([image, weights])', 'concat: all sizes beside the axis must agree, got [batch, 784] and [2, 2]'],
  ['stack([image, weights])', 'stack: all must have one shape, got [batch, 784] and [2, 2]'],
  ['oneHot(float, 10)', 'oneHot: indices must be int32, got float32'],
  ['gather(weights, float)', 'gather: indices must be int32, got float32'],
  ['float.pipe(dense(10))', 'dense: the input must have the shape [batch, …, size] with a fixed size, got [batch]'],
  ['float.pipe(dense(9), relu(), dense(3))', 'dense: the input must have the shape [batch, …, size] with a fixed size'],
  ['image.pipe(relu(), conv2d(3, 3))', 'conv2d: the input must have the shape [batch, height, width, channels], got'],
  ['image.pipe(sequential(dense(3), conv2d(3, 3)))', 'conv2d: the input must have the shape [batch, height, width,'],
  ['constant(1).pipe(flatten())', 'flatten: the input must have a batch axis, got []'],
  ['logits.pipe(softmaxCrossEntropy(float))', 'softmaxCrossEntropy: labels must be int32, the number of a class, got'],
  [
    'sequence.pipe(dense(5), softmaxCrossEntropy(digit))',
    'there must be one label for each row of logits, got logits [',
  ],
  ['logits.pipe(meanSquaredError(float))', 'meanSquaredError: prediction and target must have one shape, got [batch, '],
  [
    'logits.pipe(sigmoidCrossEntropy(digit))',
    'sigmoidCrossEntropy: the target must be of floats as the prediction, got',
  ],
  ['dense(10, { biass: true })', "'biass' does not exist in type 'DenseOptions'. Did you mean to write 'bias'?"],
  ['adam({ lr: 0.1 })', "'lr' does not exist in type 'AdamOptions'"],
  ['sum(image, { dim: 1 })', "'dim' does not exist in type 'AxesOptions'"],
];

const correct = [
  'logits.pipe(softmaxCrossEntropy(digit))',
  "sequence.pipe(dense(5), relu(), dense(3)).shape satisfies readonly ['batch', 'time', 3]",
  "reshape(image, ['batch', 28, 28])",
];

describe('the first line of a compile error says what is wrong', () => {
  /** The first lines of all messages, by the statement in whose line they are. */
  let found: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    const statements = [...mistakes.map(([statement]) => statement), ...correct];
    // Within the workspace, so that what is installed in it is found.
    mkdirSync(`${root}.nx`, { recursive: true });
    const folder = mkdtempSync(`${root}.nx/first-lines-`);
    const path = `${folder}/mistakes.ts`;
    writeFileSync(path, `${known}\n${statements.map(statement => `${statement};`).join('\n')}`);
    const errors = await typeErrorsOf('first-lines', [path]);
    rmSync(folder, { recursive: true });
    const before = known.split('\n').length;
    const firstLines = (at: number): string[] =>
      errors.filter(({ line }) => line === before + 1 + at).map(({ message }) => message.split('\n')[0]!);
    found = new Map(statements.map((statement, at) => [statement, firstLines(at)]));
  }, 120_000);

  it.each(mistakes)('%s', (statement, message) => {
    expect(found.get(statement)).toEqual([expect.stringContaining(message)]);
  });

  it.each(correct)('but not for %s', statement => expect(found.get(statement)).toEqual([]));
});
