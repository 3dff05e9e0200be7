import { GraphError, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { ContractError, DtypeError, sameShape, ShapeError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** Refuses a prediction and a target of different shapes or dtypes: a loss must not broadcast. */
export function checkAlike(loss: string, a: Node, b: Node): void {
  if (!sameShape(nodeOf(loss, a).shape, nodeOf(loss, b).shape))
    throw new ShapeError(loss, [a.shape, b.shape], 'prediction and target must have one shape', 'Reshape one of them.');
  if (a.dtype !== b.dtype)
    throw new DtypeError(
      loss,
      [a.dtype, b.dtype],
      'prediction and target must have one dtype',
      `Declare the target as ${a.dtype}, or convert it with cast.`,
    );
}

/** The range of a number. */
interface Range {
  readonly least: number;
  /** ∞ by default, which the number itself must not be. */
  readonly most?: number;
  /** True if the number must be above the least one. */
  readonly above?: boolean;
  /** The advice for another number. */
  readonly advice: string;
}

/** Returns a number that must be in a range. Throws `ContractError` for any other. */
export function numberIn(loss: string, name: string, value: number, range: Range): number {
  const { least, most = Infinity, above = false, advice } = range;
  const inside = (above ? value > least : value >= least) && value <= most && value < Infinity;
  if (inside && typeof value === 'number') return value;
  const words = above ? `above ${least}` : `of at least ${least}`;
  const requirement = `${name} must be a finite number ${words}${most < Infinity ? ` and at most ${most}` : ''}`;
  throw new ContractError(loss, requirement, printed(value), advice);
}

/** Refuses the output of the activation that a loss contains: applied twice, it makes all gradients small. */
export function refuseProbabilities(loss: string, x: Node, activation: 'softmax' | 'sigmoid'): void {
  if (activation === 'softmax' ? !isSoftmax(x) : x.operation?.name !== 'sigmoid') return;
  throw new GraphError(
    loss,
    'its input must be logits',
    `the output of ${activation}, which the loss applies itself`,
    `Give it the layer before ${activation}.`,
  );
}

/** True for powers of e that are divided by their own sum. */
function isSoftmax({ operation, inputs: [powers, divisor] }: Node): boolean {
  if (operation?.name !== 'div' || powers?.operation?.name !== 'exp') return false;
  let sum = divisor;
  while (sum !== powers && sum?.inputs.length === 1) sum = sum.inputs[0];
  return sum === powers;
}
