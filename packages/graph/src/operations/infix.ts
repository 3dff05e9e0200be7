import type { Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import type { Operand, ShapeOf } from '../protocol/operand.ts';
import type { Broadcast, Broadcasts } from '../shape/shapes.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';

// The binary operations as pipeable operators: `x.pipe(plus(y), times(z))` is `(x + y)·z`.

/** Takes the left operand, which must broadcast with the right one: else the shape has a message, and no pipe takes it. */
type Infix<Name extends string, B extends Operand> = <S extends Shape>(
  x: Node<S>,
) => Node<Broadcast<S, ShapeOf<B>> & Broadcasts<Name, S, ShapeOf<B>>>;

/** `x + y` */
export function plus<B extends Operand>(y: B): Infix<'plus', B> {
  return x => add(x, y as never) as never;
}

/** `x − y` */
export function minus<B extends Operand>(y: B): Infix<'minus', B> {
  return x => sub(x, y as never) as never;
}

/** `x · y` */
export function times<B extends Operand>(y: B): Infix<'times', B> {
  return x => mul(x, y as never) as never;
}

/** `x / y` */
export function over<B extends Operand>(y: B): Infix<'over', B> {
  return x => div(x, y as never) as never;
}
