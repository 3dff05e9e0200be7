/** A value within a formula: numbers of the formula's dtype, or flags. */
export interface Term {
  readonly name: string;
  readonly isFlag: boolean;
}
