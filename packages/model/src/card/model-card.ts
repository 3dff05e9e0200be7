import { cardText } from './card-text.ts';
import type { CardParts } from './card-parts.ts';

/** A model card: plain JSON for `JSON.stringify`, Markdown as text. */
export class ModelCard {
  readonly parts: CardParts;

  constructor(parts: CardParts) {
    this.parts = parts;
  }

  /** Returns the card as plain JSON. */
  toJSON(): CardParts {
    return this.parts;
  }

  /** Returns the card as Markdown. */
  toString(): string {
    return cardText(this.parts);
  }
}
