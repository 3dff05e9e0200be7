import type { Node } from '@thalweg/graph';
import {
  type Carry,
  dense,
  embedding,
  gelu,
  gruCell,
  layerNorm,
  lruCell,
  type RecurrentCell,
  residual,
  rnn,
  rotary,
  sequential,
  type StatefulOptions,
  transformerBlock,
} from '@thalweg/nn';
import type { ModelSettings } from '../data/settings.ts';
import type { CharacterModel } from './character-model.ts';

/** Builds the model that the settings name. */
export function modelOf(settings: ModelSettings, kinds: number): CharacterModel {
  const { model, units, embeddings, seed } = settings;
  switch (model) {
    case 'gru':
      return recurrentModel(gruCell(units, { seed }), { kinds, embeddings, seed });
    case 'lru':
      return lruModel(settings, kinds);
    case 'transformer':
      return transformerModel(settings, kinds);
  }
}

/** Options of {@link recurrentModel}. */
interface RecurrentModelOptions {
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

const [BLOCKS, HEADS] = [2, 4];

/**
 * A model of two blocks that attend to the characters before. It has no memory: each window begins a text, and samples read
 * the last window again.
 */
function transformerModel({ units, seed }: ModelSettings, kinds: number): CharacterModel {
  const vectors = embedding(kinds, units, { seed });
  const blocks = Array.from({ length: BLOCKS }, () =>
    transformerBlock(HEADS, { causal: true, positions: rotary(), seed }),
  );
  const [last, logits] = [layerNorm({ seed }), dense(kinds, { seed })];
  const read = (letters: Node): Node => {
    const x = letters.pipe(vectors) as Node;
    return blocks.reduce((seen, block) => block(seen), x).pipe(last, logits) as Node;
  };
  return Object.assign(read, { goingOn: read });
}

/** The number of linear recurrences, one on top of another. */
const LRU_BLOCKS = 2;

/**
 * A model of linear recurrences. As each of them is linear, blocks put layers around it that are not: a norm before it, and an
 * activation and a dense layer after it. What a block returns is added to what it reads.
 *
 * - **Source** Orvieto et al., "Resurrecting Recurrent Neural Networks for Long Sequences", 2023, §2.2, figure 1
 */
function lruModel({ units, seed }: ModelSettings, kinds: number): CharacterModel {
  const vectors = embedding(kinds, units, { seed });
  const blocks = Array.from({ length: LRU_BLOCKS }, () => ({
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
