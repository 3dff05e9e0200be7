import { logSoftmax, neg, type Node, oneHot, sum, where } from '@thalweg/graph';
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
import type { LearningSettings, ModelSettings } from '../data/settings.ts';

/** A model that predicts the character after each character of some rows of text. It owns its parameters. */
export interface CharacterModel {
  /** Returns the logits of all following characters, `[rows, time] → [rows, time, kinds]`. Each row begins a text. */
  (letters: Node): Node;
  /**
   * The same for a training whose rows go on from step to step, if the model has a memory. A row begins a text where `reset`
   * is true; no row does without it.
   */
  goingOn(letters: Node, reset?: Node): Node;
}

/** Returns `−log softmax(logits)[next]` in nats: `logits: […, kinds], next: […] → […]`. */
export function characterLosses(logits: Node, next: Node): Node {
  const hot = oneHot(next, logits.shape.at(-1) as number, { dtype: 'bool' }) as Node;
  return neg(sum(where(hot, logSoftmax(logits), 0) as Node, { axes: -1 })) as Node;
}

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

/** The numbers of characters that a model reads at a time where it does not learn. */
export interface Spans {
  /** The number of characters that it reads before the first one that it predicts. */
  readonly context: number;
  /** The number of characters that it predicts in a pass over held-out text. */
  readonly scored: number;
}

/**
 * Returns how much a model reads at a time. A recurrent model warms up, and then goes on as long as it likes. A transformer reads
 * no more than the window that it was trained on.
 */
export function spansOf({ model, window }: Pick<ModelSettings & LearningSettings, 'model' | 'window'>): Spans {
  if (model !== 'transformer') return { context: 64, scored: 1024 };
  const context = Math.floor(window / 2);
  return { context, scored: window - context };
}
