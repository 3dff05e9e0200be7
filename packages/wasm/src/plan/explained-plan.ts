/** One of the parts of a compiled pass. */
export interface ExplainedUnit {
  /** The code that computes it: vectors of four float32, one float64 after another, or the interpreter. */
  readonly by: 'vectors' | 'numbers' | 'interpreter';
  /** The instructions, or the operation with its sizes. */
  readonly what: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** The bytes of all that it reads and writes. */
  readonly bytes: number;
  /** Additions, multiplications and the like, each counted as one; functions such as exp too. */
  readonly operations: number;
  /**
   * The median of its times in the last 101 passes, about 0.1 µs for the call and the clock included. Undefined unless the plan
   * is profiled, before the first pass, and for a part that is computed once for all passes. It follows the passes.
   */
  readonly microseconds?: number | undefined;
  /** The part that it has in the sum of all times, from 0 to 1. */
  readonly share?: number | undefined;
  /** Thousands of operations in a microsecond: GFLOP/s. */
  readonly gigaflops?: number | undefined;
}

/** The parts of a compiled pass. As a text it has a line for each. */
export interface ExplainedPlan {
  readonly units: readonly ExplainedUnit[];
  /** The bytes of the plan's buffers, without those of registers. */
  readonly bytes: number;
  /** The arithmetic of products: plain if the host lacks the relaxed one that `relaxed()` asks for. */
  readonly arithmetic: 'plain' | 'relaxed';
  /** A line for each part, with its time if it is measured, and one for arithmetic and buffers. */
  toString(): string;
}
