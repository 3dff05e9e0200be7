/** A place where a phrase is used in a legitimate sense. */
export interface Allowed {
  readonly path: string;
  /** The words around the phrase, exactly as they are on their line. */
  readonly words: string;
}

export const allowed: readonly Allowed[] = [];
