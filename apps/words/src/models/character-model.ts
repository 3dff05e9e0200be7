import type { Node } from '@thalweg/graph';

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
