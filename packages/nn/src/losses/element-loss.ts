import { Node } from '@thalweg/graph';
import { inDomain, nodeOf, type Domain } from '@thalweg/graph/author';
import { checkAlike } from './checked-arguments.ts';
import type { LossOf } from './loss-of.ts';
import type { TargetLossOptions } from './loss-options.ts';
import { ignoring, type Ignoring, reduceLosses } from './reduce-losses.ts';
import type { Reduction } from './reduction.ts';

/** The numbers that targets may be. */
export type TargetDomain = Omit<Domain, 'of' | 'except'>;

/** Losses of predictions and targets of one shape, element by element; `keep` is for all else that they depend on. */
export type ElementLosses = (prediction: Node, target: Node, keep: Ignoring['keep']) => Node | WithClassWeight;

/** Losses, and the weights that are in them. */
export interface WithClassWeight {
  readonly losses: Node;
  readonly classWeight: Node | undefined;
}

/** A loss of a prediction and a target of one shape: the reduction of their losses. */
export function elementLoss<Loss extends string, T extends Node, R extends Reduction>(
  loss: Loss,
  target: T,
  { ignore, ...options }: TargetLossOptions<R>,
  losses: ElementLosses,
  domain?: TargetDomain,
): LossOf<Loss, T, R> {
  const targets = nodeOf(loss, target);
  const apply = (prediction: Node): Node => {
    checkAlike(loss, prediction, targets);
    const { counted, keep } = ignoring(loss, targets, ignore);
    const inside = domain ? inDomain(targets, { ...withException(domain, ignore), of: loss }) : targets;
    const found = losses(keep(prediction), keep(inside), keep);
    const { losses: all, classWeight } = found instanceof Node ? { losses: found, classWeight: undefined } : found;
    return reduceLosses(loss, all, { ...options, counted, classWeight });
  };
  return apply as unknown as LossOf<Loss, T, R>;
}

function withException(domain: TargetDomain, ignore: number | undefined): Omit<Domain, 'of'> {
  return ignore === undefined
    ? domain
    : { ...domain, except: ignore, advice: `${domain.advice} The number for a missing one is ${ignore}.` };
}
