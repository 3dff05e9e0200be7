import { examples } from './examples/examples.ts';
import { distance } from './numerical-gradient.ts';

/** The settings that determine the state of the room. */
export interface Settings {
  /** The name of the shown example, if it is one. */
  readonly on: string | undefined;
  /** The shown expression; empty for an example that is built from nodes. */
  readonly text: string;
  /** The elements of inputs by their names; an element that is missing gets a default. */
  readonly values: ReadonlyMap<string, number>;
  /** The position of the walk. */
  readonly at: number | 'end';
  /** The step size of the numerical gradient. */
  readonly h: number;
}

/** Returns the settings that an example opens with. */
export function firstSettings(example = examples[0]): Settings {
  const { name, text, values } = example;
  return { on: name, text: text ?? '', values, at: 0, h: distance.first };
}
