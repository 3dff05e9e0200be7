import type { DType, Shape } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import type { LocalGradient, Node, NodeRule } from '../node/node.ts';
import { nodesOf, type Joined, type Operand, type ShapeOf } from './operand.ts';
import { linedUp } from './axes.ts';
import { operation } from './operation.ts';
import { sameNumbers } from './dtype-rules.ts';
import { broadcast, type Broadcasts } from '../shape/shapes.ts';
import type { Term } from '../wire/formula.ts';
import { formulaOf } from '../interpreter/scalar.ts';

/** An elementwise operation of one operand. */
export type Unary = <S extends Shape>(x: Node<S>) => Node<S>;

/**
 * An elementwise operation of two operands, of which one may be a number. Operands broadcast: they are aligned at their last
 * axes, where sizes must be equal or 1. If they differ in rank, they must not double a named size, as `[batch, 1]` and
 * `[batch]` would: reshape one of them. Sizes that are numbers carry no such meaning, so `[32, 1]` and `[32]` give `[32, 32]`.
 */
export type Binary<Name extends string = string> = <A extends Operand, B extends Operand>(
  a: A,
  b: B & Broadcasts<Name, ShapeOf<A>, ShapeOf<B>>,
) => Joined<A, B>;

/** The formula, the gradient and the dtype of an elementwise operation. */
export interface ElementwiseParts {
  /** The value of one element, written with the scalar instructions. */
  readonly formula: (...terms: Term[]) => Term;
  /** The gradients of the operands in the output's shape; broadcasting is undone for you. */
  readonly gradient?: LocalGradient;
  /** The output's dtype; by default the operands must be numbers of one dtype, and it is that. */
  readonly dtype?: (inputs: readonly DType[]) => DType;
  /** The call that returns it, if it has arguments besides its operands, or another name; see `NodeRule`. */
  readonly call?: NodeRule['call'];
}

/**
 * Defines an elementwise operation from a formula over scalars and a local gradient. Its operands broadcast, as those of
 * {@link Binary} do. Formulas of int32 are computed in float64, except products, which are exact in two's complement; what
 * is stored is cut towards 0 and taken modulo 2³².
 *
 * @example
 * const softsign = elementwise('softsign', {
 *   formula: x => scalar.div(x, scalar.add(1, scalar.abs(x))),
 *   gradient: (upstream, [x]) => [div(upstream, square(add(1, abs(x!))))],
 * });
 */
export function elementwise<F = Unary>(name: string, parts: ElementwiseParts): F {
  const { formula, gradient, call, dtype = sameNumbers(name) } = parts;
  const terms = Array.from({ length: formula.length }, (_, argument) => ({ argument }));
  const apply: (...inputs: Node[]) => Node = operation({
    name,
    shape: inputs => broadcast(name, inputs),
    dtype,
    kernel: { kind: 'elementwise', formula: formulaOf(formula(...terms)) },
    ...(gradient && { gradient }),
    ...(call && { call }),
    mapped: isMapped => inputs => apply(...linedUp(inputs, isMapped)),
  });
  return ((...operands: Operand[]) => {
    if (operands.length !== terms.length)
      throw new GraphError(name, `operands must be ${terms.length}`, String(operands.length), 'Check the call.');
    return apply(...nodesOf(name, operands));
  }) as F;
}
