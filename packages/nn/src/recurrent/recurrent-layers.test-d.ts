import { scan, type Node } from '@thalweg/graph';
import { expectTypeOf, test } from 'vitest';
import {
  dense,
  embedding,
  gru,
  lru,
  lstm,
  lstmCell,
  rnn,
  sequential,
  type RecurrentCell,
  type Wrong,
} from '../index.ts';

declare const sequence: Node<readonly ['batch', 'time', 4]>;
declare const words: Node<readonly ['batch', 'time']>;
declare const single: Node<readonly ['time', 4]>;
declare const cell: RecurrentCell<{ readonly [name: string]: Node; readonly sum: Node }>;

test('recurrent layers know their units', () => {
  expectTypeOf(sequence.pipe(gru(8))).toEqualTypeOf<Node<readonly ['batch', 'time', 8]>>();
  expectTypeOf(sequence.pipe(lstm(8, { bidirectional: true }))).toEqualTypeOf<Node<readonly ['batch', 'time', 16]>>();
  expectTypeOf(sequence.pipe(rnn(8, { layers: 2 }))).toEqualTypeOf<Node<readonly ['batch', 'time', 8]>>();
  expectTypeOf(sequence.pipe(lru(8, { width: 3 }))).toEqualTypeOf<Node<readonly ['batch', 'time', 3]>>();
  expectTypeOf(single.pipe(lru(8))).toEqualTypeOf<Node<readonly ['time', 8]>>();
});

test('the last output has no time', () => {
  expectTypeOf(sequence.pipe(gru(8, { outputs: 'last' }))).toEqualTypeOf<Node<readonly ['batch', 8]>>();
  expectTypeOf(sequence.pipe(gru(8, { outputs: 'last', bidirectional: true }))).toEqualTypeOf<
    Node<readonly ['batch', 16]>
  >();
  expectTypeOf(single.pipe(gru(8, { outputs: 'last' }))).toEqualTypeOf<Node<readonly [8]>>();
});

test('they compose', () => {
  expectTypeOf(words.pipe(embedding(80, 32), gru(128), dense(80))).toEqualTypeOf<
    Node<readonly ['batch', 'time', 80]>
  >();
  expectTypeOf(sequence.pipe(sequential(gru(8), lstm(6)))).toEqualTypeOf<Node<readonly ['batch', 'time', 6]>>();
});

test('a cell of your own has any number of units', () => {
  expectTypeOf(sequence.pipe(rnn(cell))).toEqualTypeOf<Node<readonly ['batch', 'time', number]>>();
  expectTypeOf(rnn(cell).withCarry(sequence).carries[0]!.sum).toEqualTypeOf<Node>();
});

test('an input without time is no sequence', () => {
  const row = {} as Node<readonly [4]>;
  // @ts-expect-error Wrong<"a recurrent layer: the input must have the shape [...lead, time, in]">
  row.pipe(gru(8, { outputs: 'last' }));
  expectTypeOf(gru(8, { outputs: 'last' })(row)).toEqualTypeOf<
    Node<Wrong<'a recurrent layer: the input must have the shape [...lead, time, in]'>>
  >();
});

test('cells have their parameters, and carries their parts', () => {
  const layer = lstm(8);
  expectTypeOf(layer.cells[0]!.inputWeight).toEqualTypeOf<Node>();
  expectTypeOf(layer.withCarry(sequence).carries[0]!.c).toEqualTypeOf<Node>();
  expectTypeOf(layer.withCarry(sequence).output).toEqualTypeOf<Node<readonly ['batch', 'time', 8]>>();
});

test('scan runs a cell from its own carry, and knows the names of the carry', () => {
  const { carry, output } = scan(lstmCell(8), sequence);
  expectTypeOf(carry.h).toExtend<Node>();
  expectTypeOf(carry.c).toExtend<Node>();
  expectTypeOf(output).toEqualTypeOf<Node>();
  scan(lstmCell(8), sequence, { init: carry });
});
