/** Says what must hold of a state that is restored. Each method throws for what does not. */
export interface StateClaims {
  /** Throws unless a claim holds, such as 'errors must be at most count', which is about what is given. */
  must(holds: boolean, claim: string, given: unknown): void;
  /** Throws unless all fields are whole numbers of at least 0. */
  counts(fields: Readonly<Record<string, unknown>>): void;
  /** Throws unless all fields are finite numbers. */
  finite(fields: Readonly<Record<string, unknown>>): void;
  /** Throws unless all fields are numbers of at least 0; infinity is one. */
  amounts(fields: Readonly<Record<string, unknown>>): void;
  /** Throws unless something is a float64 array of so many finite numbers of at least `least`. */
  numbers(name: string, values: unknown, length: number, least?: number): void;
}
