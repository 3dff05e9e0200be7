/** The plans of a file. */
export interface PrecompiledFile {
  /** The module, as a `.wasm` file has it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The inputs and outputs of each plan. */
  readonly plans: readonly PlanSummary[];
}

/** The inputs and outputs of a plan. */
export interface PlanSummary {
  /** The name of the export that it was made from. */
  readonly name: string;
  /** The sizes of what it is fed, by the names of inputs. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** The names of the values that it computes for others. */
  readonly observed: readonly string[];
  /** The operations that the interpreter computes in between. */
  readonly interpreted: readonly string[];
}
