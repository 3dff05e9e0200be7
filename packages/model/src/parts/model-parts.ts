import type { Node } from '@thalweg/graph';
import type { GivenPreprocessing } from '../preprocessing/steps-of.ts';

/** Remarks of the author of a model. */
export interface ModelNotes {
  readonly description?: string | undefined;
  /** The units of inputs and outputs, by name. */
  readonly units?: Readonly<Record<string, string>> | undefined;
  /** Figures of its training, such as an accuracy or a number of steps, by name. */
  readonly figures?: Readonly<Record<string, number>> | undefined;
  /** The least and the largest value that was seen of inputs or raw fields, by name, besides what the preprocessing knows. */
  readonly ranges?: Readonly<Record<string, { readonly min: number; readonly max: number }>> | undefined;
}

/** A model to save: one node, or several by name, and what comes before them. */
export type ModelParts = ModelNotes & { readonly preprocessing?: GivenPreprocessing | undefined } & (
    | { readonly prediction: Node | Readonly<Record<string, Node>> }
    | { readonly outputs: Readonly<Record<string, Node>> }
  );
