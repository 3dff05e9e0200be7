/** Something of a model that cannot be imported. */
export interface OnnxProblem {
  /**
   * `value` for an input that must be known when the circuit is built; `shape` for an input whose axis must have a fixed size; `operator`, `dtype`, `opset` and `external` for what
   * does not exist here; `file` for what contradicts itself; `limit` for what takes more than the limits.
   */
  readonly kind: 'operator' | 'dtype' | 'opset' | 'external' | 'value' | 'shape' | 'file' | 'limit';
  /** The thing that it is about: an operator, a dtype, an input, a file. */
  readonly subject: string;
  readonly reason: string;
  /** The name of the node or of the value, if it is about one. */
  readonly at?: string;
}
