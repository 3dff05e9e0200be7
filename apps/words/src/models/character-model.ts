import { logSoftmax, neg, type Node, oneHot, sum, where } from '@thalweg/graph';

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
