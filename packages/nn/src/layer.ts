import type { Node } from '@thalweg/graph';
import type { Print } from '@thalweg/graph/engine';
import type { Shape } from '@thalweg/tensor';

/**
 * A shape in place of one that cannot be: its one name says what is wrong. The next operation that asks for a certain shape
 * shows it in its compile error. A parameter type could refuse it earlier, but then no layers of all shapes could be
 * composed before their input is known.
 */
export type Wrong<Message extends string> = readonly [`⚠ ${Message}`];

/** The shape `S` with a last axis of size `N`. */
export type WithLast<S extends Shape, N extends number> = number extends S['length']
  ? Shape
  : S extends Wrong<string>
    ? S
    : S extends readonly [...infer Lead extends Shape, unknown]
      ? Lead extends readonly []
        ? Wrong<`the input must have the shape [batch, …, size], got [${Print<S>}]`>
        : readonly [...Lead, N]
      : Wrong<'the input must have the shape [batch, …, size], got []'>;

/** A layer whose output has the shape of its input. */
export type SameShapeLayer = <S extends Shape>(x: Node<S>) => Node<S>;
