import type { Shape } from '@thalweg/tensor';
import type { Node } from '../node.ts';
import type { Joined, Operand } from '../operand.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';

// The binary operations as pipeable operators: `x.pipe(plus(y), times(z))` is `(x + y)·z`.

/** `x + y` */
export function plus<B extends Operand>(y: B): <S extends Shape>(x: Node<S>) => Joined<Node<S>, B> {
  return x => add(x, y as never) as never;
}

/** `x − y` */
export function minus<B extends Operand>(y: B): <S extends Shape>(x: Node<S>) => Joined<Node<S>, B> {
  return x => sub(x, y as never) as never;
}

/** `x · y` */
export function times<B extends Operand>(y: B): <S extends Shape>(x: Node<S>) => Joined<Node<S>, B> {
  return x => mul(x, y as never) as never;
}

/** `x / y` */
export function over<B extends Operand>(y: B): <S extends Shape>(x: Node<S>) => Joined<Node<S>, B> {
  return x => div(x, y as never) as never;
}
