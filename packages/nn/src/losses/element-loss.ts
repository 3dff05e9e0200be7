import { Node } from '@thalweg/graph';
import { inDomain, nodeOf, type Domain } from '@thalweg/graph/engine';
import type { Shape } from '@thalweg/tensor';
import { checkAlike } from './check-alike.ts';
import { ignoring, type Ignoring } from './ignoring.ts';
import type { TargetLossOptions } from './loss-options.ts';
import { reduceLosses } from './reduce-losses.ts';
import type { ReducedLoss, Reduction } from './reduction.ts';

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
export function elementLoss<S extends Shape, R extends Reduction>(
  loss: string,
  target: Node<S>,
  { ignore, ...options }: TargetLossOptions<R>,
  losses: ElementLosses,
  domain?: TargetDomain,
): (prediction: Node<S>) => Node<ReducedLoss<R, S>> {
  const targets = nodeOf(loss, target as Node);
  return prediction => {
    checkAlike(loss, prediction as Node, targets);
    const { counted, keep } = ignoring(loss, targets, ignore);
    const inside = domain ? inDomain(targets, { ...withException(domain, ignore), of: loss }) : targets;
    const found = losses(keep(prediction as Node), keep(inside), keep);
    const { losses: all, classWeight } = found instanceof Node ? { losses: found, classWeight: undefined } : found;
    return reduceLosses(loss, all, { ...options, counted, classWeight }) as Node as Node<ReducedLoss<R, S>>;
  };
}

function withException(domain: TargetDomain, ignore: number | undefined): Omit<Domain, 'of'> {
  return ignore === undefined
    ? domain
    : { ...domain, except: ignore, advice: `${domain.advice} The number for a missing one is ${ignore}.` };
}
