/** Pushes an operand of an instruction, by its position: as a number, or as a mask in vectors. */
export interface Operands {
  readonly number: (position: number) => void;
  readonly mask: (position: number) => void;
  /** The value of an operand that is the same number in all passes; undefined for others. */
  readonly literal: (position: number) => number | undefined;
}
