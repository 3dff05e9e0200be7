import type { Shape } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import type { Inserted, Replaced } from '../protocol/axes.ts';
import type { Nodes } from '../node/nodes.ts';

/** The result of a cell: the carry for the next step, and the output of this one. */
export interface Step<C extends Nodes, Y extends Nodes> {
  readonly carry: C;
  readonly output: Y;
}

/** One step of a scan, as a function from nodes to nodes: of the carry, and of the input at one position. */
export type ScanCell<C extends Nodes, X extends Nodes, Y extends Nodes> = (carry: C, x: X) => Step<Loose<C>, Y>;

/** Nodes of the same form, of any shape. */
type Loose<N> =
  N extends Node<infer S>
    ? number extends S['length']
      ? N
      : Node<S> | Node
    : { readonly [K in keyof N]: Loose<N[K]> };

/** The inputs at one step: without the axis. */
export type Slices<X, A> = X extends Node<infer S> ? Node<Without<S, A>> : { readonly [K in keyof X]: Slices<X[K], A> };

/** The outputs of all steps: with the axis where the first input has it. */
export type Stacks<Y, X, A> =
  Y extends Node<infer S> ? Node<With<S, FirstShape<X>, A>> : { readonly [K in keyof Y]: Stacks<Y[K], X, A> };

type Without<S extends Shape, A> = number extends S['length']
  ? Shape
  : A extends number
    ? Replaced<S, A, []>
    : string extends A
      ? Shape
      : Extract<Rest<S, A>, Shape>;

type Rest<S extends Shape, A> = S extends readonly [infer First extends number | string, ...infer Others extends Shape]
  ? First extends A
    ? readonly [...Others]
    : readonly [First, ...Extract<Rest<Others, A>, Shape>]
  : Shape;

type FirstShape<X> = X extends Node<infer S> ? S : X extends readonly [Node<infer S>, ...unknown[]] ? S : Shape;

/** A shape with an axis in the place that it has in another, or behind all others. */
type With<S extends Shape, X extends Shape, A> = number extends S['length'] | X['length']
  ? Shape
  : A extends number
    ? Inserted<S, A, X[A] extends number | string ? X[A] : number>
    : string extends A
      ? Shape
      : Extract<Placed<S, X, A>, Shape>;

type Placed<S extends Shape, X extends Shape, A> = X extends readonly [infer First, ...infer Others extends Shape]
  ? First extends A
    ? readonly [Extract<A, string>, ...S]
    : S extends readonly [infer Own extends number | string, ...infer More extends Shape]
      ? readonly [Own, ...Extract<Placed<More, Others, A>, Shape>]
      : readonly [Extract<A, string>]
  : Shape;
