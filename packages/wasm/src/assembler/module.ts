import type { Func, ValueType } from './func.ts';

/** The types of a function's parameters and results. */
export interface Signature {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** A module as it is written, for whatever machine: functions over one memory. */
export interface Module {
  /** The float32 in a vector of wide code. */
  readonly lanes: number;

  /** A function of the host. All imports come before the first function. */
  import(name: string, signature: Signature): number;

  /** A function; its index, for calls. It may call those before it. */
  func(signature: Signature, write: (f: Func) => void): number;

  /**
   * A function that begins with its own code, and goes on as all others of the same key do, with the same locals: `rest` may be
   * called for the first one only. Returns its index.
   */
  similar<T>(signature: Signature, key: string, begin: (f: Func) => T, rest: (f: Func, begun: T) => void): number;

  export(name: string, index: number): void;
}
