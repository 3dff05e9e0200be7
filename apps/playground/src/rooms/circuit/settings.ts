import { examples } from './examples.ts';
import { distance } from './numerical-gradient.ts';

/** The settings that determine the state of the room. */
export interface Settings {
  /** The name of the shown circuit of the lecture, if it is one. */
  readonly on: string | undefined;
  /** The shown expression. */
  readonly text: string;
  /** The values of inputs; an input without one gets a default. */
  readonly values: ReadonlyMap<string, number>;
  /** The position of the walk; undefined for its end. */
  readonly at: number | undefined;
  /** The step size of the numerical gradient. */
  readonly h: number;
}

/** Returns the settings that an example of the lecture opens with. */
export function firstSettings(example = examples[0]): Settings {
  const { name, text, values } = example;
  return { on: name, text, values, at: undefined, h: distance.first };
}
