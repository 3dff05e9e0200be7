import { expectTypeOf, test } from 'vitest';
import {
  cholesky,
  determinant,
  input,
  inverse,
  logDeterminant,
  solve,
  triangularSolve,
  type LogDeterminant,
  type Node,
} from '../index.ts';

declare const square: Node<readonly [3, 3]>;
declare const wide: Node<readonly [3, 4]>;
declare const many: Node<readonly ['batch', 3, 3]>;
declare const gram: Node<readonly ['n', 'n']>;
declare const vector: Node<readonly [3]>;
declare const columns: Node<readonly [3, 2]>;
declare const untyped: Node;
declare const some: Node<readonly [number, number]>;

test('matrices to matrices', () => {
  expectTypeOf(inverse(square)).toEqualTypeOf<Node<readonly [3, 3]>>();
  expectTypeOf(inverse(gram)).toEqualTypeOf<Node<readonly ['n', 'n']>>();
  expectTypeOf(cholesky(many)).toEqualTypeOf<Node<readonly ['batch', 3, 3]>>();
  expectTypeOf(cholesky(untyped)).toEqualTypeOf<Node>();
  expectTypeOf(cholesky(some)).toEqualTypeOf<Node<readonly [number, number]>>();
  // @ts-expect-error ⚠: "inverse: matrices must be square, got [3, 4]"
  inverse(wide);
  // @ts-expect-error ⚠: "cholesky: matrices must be square, got [3]"
  cholesky(vector);
});

test('determinants', () => {
  expectTypeOf(determinant(square)).toEqualTypeOf<Node<readonly []>>();
  expectTypeOf(determinant(many)).toEqualTypeOf<Node<readonly ['batch']>>();
  expectTypeOf(determinant(untyped)).toEqualTypeOf<Node>();
  expectTypeOf(logDeterminant(many)).toEqualTypeOf<LogDeterminant<readonly ['batch']>>();
  // @ts-expect-error ⚠: "determinant: matrices must be square, got [3, 4]"
  determinant(wide);
});

test('solutions', () => {
  expectTypeOf(solve(square, vector)).toEqualTypeOf<Node<readonly [3]>>();
  expectTypeOf(solve(square, columns)).toEqualTypeOf<Node<readonly [3, 2]>>();
  expectTypeOf(solve(many, vector)).toEqualTypeOf<Node<readonly ['batch', 3]>>();
  expectTypeOf(solve(many, columns)).toEqualTypeOf<Node<readonly ['batch', 3, 2]>>();
  expectTypeOf(solve(square, input('b', ['batch', 3, 1]))).toEqualTypeOf<Node<readonly ['batch', 3, 1]>>();
  expectTypeOf(triangularSolve(gram, input('b', ['n']))).toEqualTypeOf<Node<readonly ['n']>>();
  expectTypeOf(solve(untyped, vector)).toEqualTypeOf<Node>();
  expectTypeOf(solve(square, untyped)).toEqualTypeOf<Node>();
  // @ts-expect-error ⚠: "solve: matrices must be square, got [3, 4]"
  solve(wide, vector);
  // @ts-expect-error ⚠: "solve: b must have a row for each row of a, got [3, 3] and [4]"
  solve(square, input('b', [4]));
  // @ts-expect-error ⚠: "triangularSolve: b must have a row for each row of a, got [3, 3] and [batch, 3]"
  triangularSolve(square, input('b', ['batch', 3]));
  // @ts-expect-error ⚠: "solve: b must have rows, got [3, 3] and []"
  solve(square, input('b', []));
  // @ts-expect-error ⚠: "solve along its leading axes: shapes must broadcast, got [batch] and [time]"
  solve(many, input('b', ['time', 3, 1]));
});
