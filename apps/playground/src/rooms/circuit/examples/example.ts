import type { NamedCircuit } from '../named-circuit.ts';

/** A circuit that the room offers. */
export interface Example {
  /** Its name in the address. */
  readonly name: string;
  readonly title: string;
  /** One sentence that says what to look at. */
  readonly look: string;
  /** Its expression; undefined if it is built from nodes. */
  readonly text: string | undefined;
  /** The first elements of its inputs, by their names. */
  readonly values: ReadonlyMap<string, number>;
  /** Builds its circuit, with these elements of inputs. */
  readonly circuit: (values: ReadonlyMap<string, number>) => NamedCircuit;
}
