import { examples } from './examples.ts';
import { distance } from './numerical-gradient.ts';

/** All that the room follows from. */
export interface Settings {
  /** The lecture’s circuit that is shown, if it is one. */
  readonly on: string | undefined;
  /** The expression that is shown. */
  readonly text: string;
  /** What inputs are set to; others begin with a value of their own. */
  readonly values: ReadonlyMap<string, number>;
  /** The position of the walk; none for its end. */
  readonly at: number | undefined;
  /** The distance of the numerical gradient. */
  readonly h: number;
}

/** The room as it is opened, and as an example of the lecture opens it. */
export function firstSettings(example = examples[0]): Settings {
  const { name, text, values } = example;
  return { on: name, text, values, at: undefined, h: distance.first };
}
