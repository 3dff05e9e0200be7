import type { Node } from '@thalweg/graph';
import {
  dense,
  embedding,
  gelu,
  layerNorm,
  lruCell,
  residual,
  rnn,
  sequential,
  type StatefulOptions,
} from '@thalweg/nn';
import type { ModelSettings } from '../settings.ts';
import type { CharacterModel } from './character-model.ts';

/** The number of linear recurrences, one on top of another. */
const BLOCKS = 2;

/**
 * A model of linear recurrences. As each of them is linear, blocks put layers around it that are not: a norm before it, and an
 * activation and a dense layer after it. What a block returns is added to what it reads.
 *
 * - **Source** Orvieto et al., "Resurrecting Recurrent Neural Networks for Long Sequences", 2023, §2.2, figure 1
 */
export function lruModel({ units, seed }: ModelSettings, kinds: number): CharacterModel {
  const vectors = embedding(kinds, units, { seed });
  const blocks = Array.from({ length: BLOCKS }, () => ({
    norm: layerNorm({ seed }),
    cell: lruCell(units, { seed }),
    output: dense(units, { seed }),
  }));
  const last = layerNorm({ seed });
  const logits = dense(kinds, { seed });
  const read = (letters: Node, memory: { readonly stateful?: StatefulOptions }): Node => {
    const layers = blocks.map(({ norm, cell, output }) => residual(norm, rnn(cell, memory), gelu(), output));
    return (letters.pipe(vectors, sequential(...layers)) as Node).pipe(last, logits) as Node;
  };
  return Object.assign((letters: Node) => read(letters, {}), {
    goingOn: (letters: Node, reset?: Node) => read(letters, { stateful: { reset } }),
  });
}
