import type { Node } from '@thalweg/graph';
import type { Mismatch, Print } from '@thalweg/graph/author';
import type { Shape } from '@thalweg/tensor';

/**
 * A shape in place of one that cannot be: it says what is wrong. A pipe refuses it, and the first line of its error shows it. A
 * parameter type could refuse the input of a layer, but then no layers of all shapes could be composed before their input
 * is known.
 */
export type Wrong<Message extends string> = readonly [`⚠ ${Message}`] & Mismatch<Message>;

/** The shape `S` with a last axis of size `N`, or what is wrong with it for a layer. */
export type WithLast<S extends Shape, N extends number, Layer extends string = 'dense'> =
  // This condition is always true. It makes the type distributive, so that it has a shape where `S` is still open.
  S extends unknown
    ? number extends S['length']
      ? Shape
      : S extends Wrong<string>
        ? S
        : S extends readonly [infer First, ...infer Rest extends Shape, number]
          ? readonly [Extract<First, number | string>, ...Rest, N]
          : Wrong<`${Layer}: the input must have the shape [batch, …, size] with a fixed size, got [${Print<S>}]`>
    : never;

/** A layer whose output has the shape of its input. */
export type SameShapeLayer = <S extends Shape>(x: Node<S>) => Node<S>;

/** Layer that returns its input. */
export const unchanged: SameShapeLayer = <S extends Shape>(x: Node<S>) => x;
