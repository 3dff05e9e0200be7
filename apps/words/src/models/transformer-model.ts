import type { Node } from '@thalweg/graph';
import { dense, embedding, layerNorm, rotary, transformerBlock } from '@thalweg/nn';
import type { ModelSettings } from '../settings.ts';
import type { CharacterModel } from './character-model.ts';

const [BLOCKS, HEADS] = [2, 4];

/**
 * A model of two blocks that attend to the characters before. It has no memory: each window begins a text, and samples read
 * the last window again.
 */
export function transformerModel({ units, seed }: ModelSettings, kinds: number): CharacterModel {
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
