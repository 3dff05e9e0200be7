import { parameter, stack, type Node } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import type { Surface } from '@thalweg/surfaces';
import { restore, snapshot, step } from '@thalweg/train';
import type { Point } from './point.ts';

/** A descent that somebody steps. */
export interface Racer {
  /** Where it is and how high: x, y and the loss there. One value for each step, as it is one wire. */
  readonly where: Node<readonly [3]>;
  /** Takes a step. */
  readonly step: () => void;
  /** Keeps its state, parameters and the optimizer’s memory; what it returns puts that back. */
  readonly keep: () => () => void;
}

/** A circuit with two parameters on a surface, and an optimizer of its own that moves them. */
export function descendSurface(surface: Surface, start: Point, optimizer: Transform): Racer {
  const x = parameter(start[0], { name: 'x' });
  const y = parameter(start[1], { name: 'y' });
  const loss = surface.loss(x, y);
  const descend = step(loss, optimizer);
  return {
    where: stack([x, y, loss]),
    step: () => void descend(),
    keep() {
      const kept = snapshot({ descend });
      return () => restore({ descend }, kept);
    },
  };
}
