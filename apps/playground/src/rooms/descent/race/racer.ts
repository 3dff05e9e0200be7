import { parameter, stack, type Node } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import type { Surface } from '@thalweg/miniatures/surfaces';
import { restore, snapshot, step } from '@thalweg/train';
import type { Point } from './point.ts';

/** A descent that takes a step on request. */
export interface Racer {
  /** The position and the loss there: x, y, loss. A single node, so that it emits once per step. */
  readonly where: Node<readonly [3]>;
  /** Takes a step. */
  readonly step: () => void;
  /** Saves the parameters and the optimizer’s state. The returned function restores them. */
  readonly checkpoint: () => () => void;
}

/** Builds a circuit whose two parameters descend a surface by an optimizer. */
export function descendSurface(surface: Surface, start: Point, optimizer: Transform): Racer {
  const x = parameter(start[0], { name: 'x' });
  const y = parameter(start[1], { name: 'y' });
  const loss = surface.loss(x, y);
  // A lane shows how a descent diverges.
  const descend = step(loss, optimizer, { whenNotFinite: 'continue' });
  return {
    where: stack([x, y, loss]),
    step: () => void descend(),
    checkpoint() {
      const saved = snapshot({ descend });
      return () => restore({ descend }, saved);
    },
  };
}
