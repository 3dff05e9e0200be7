import type { Node } from '@thalweg/graph';
import { dense, embedding, rnn, type Carry, type RecurrentCell, type StatefulOptions } from '@thalweg/nn';
import type { CharacterModel } from './character-model.ts';

/** Options of {@link recurrentModel}. */
export interface RecurrentModelOptions {
  /** The number of characters. */
  readonly kinds: number;
  /** The numbers in the vector of a character. */
  readonly embeddings: number;
  readonly seed: number;
}

/** A model that runs a cell along the vectors of the characters. A dense layer makes logits of its outputs. */
export function recurrentModel<C extends Carry>(
  cell: RecurrentCell<C>,
  options: RecurrentModelOptions,
): CharacterModel {
  const { kinds, embeddings, seed } = options;
  const vectors = embedding(kinds, embeddings, { seed });
  const logits = dense(kinds, { seed });
  const read = (letters: Node, memory: { readonly stateful?: StatefulOptions }): Node =>
    letters.pipe(vectors, rnn(cell, memory), logits) as Node;
  return Object.assign((letters: Node) => read(letters, {}), {
    goingOn: (letters: Node, reset?: Node) => read(letters, { stateful: { reset } }),
  });
}
