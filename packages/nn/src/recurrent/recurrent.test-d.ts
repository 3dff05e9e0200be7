import { input, type Node } from '@thalweg/graph';
import { expectTypeOf, test } from 'vitest';
import { gruCell, lruCell, recurrent } from '../index.ts';

test('a layer over events has the shape of its event, with the units of the cell', () => {
  expectTypeOf(input('x', [3]).pipe(recurrent(gruCell(4)))).toEqualTypeOf<Node<readonly [number]>>();
  expectTypeOf(input('x', ['batch', 3]).pipe(recurrent(lruCell(4), { traces: true }))).toEqualTypeOf<
    Node<readonly ['batch', number]>
  >();
  // @ts-expect-error -- there is no such option
  recurrent(gruCell(4), { resets: input('isFirst', [], 'bool') });
});
