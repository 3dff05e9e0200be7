/** The number of a kind in its table: kinds refer to each other, and may contain themselves. */
export type KindId = number;

/** A type of TypeScript, as far as values can be drawn from it. */
export type Kind =
  | { readonly of: 'number' | 'string' | 'boolean' }
  /** Whatever it is, or any object. */
  | { readonly of: 'any'; readonly object?: boolean }
  /** The name of a field of something else. */
  | { readonly of: 'key' }
  | { readonly of: 'literal'; readonly value: string | number | boolean | null | undefined }
  | { readonly of: 'union'; readonly kinds: readonly KindId[] }
  | { readonly of: 'array'; readonly item: KindId }
  | { readonly of: 'tuple'; readonly items: readonly KindId[] }
  | { readonly of: 'function'; readonly name: string; readonly signatures: readonly Signature[] }
  | ObjectKind;

/** An object: by its fields, or by the name of a class or of a type of the platform. */
export interface ObjectKind {
  readonly of: 'object';
  readonly name: string;
  /** True for classes and types of the platform: fields do not make one. */
  readonly opaque: boolean;
  readonly fields: readonly Field[];
  /** The kind of the values of any name, as in `Record<string, number>`. */
  readonly values?: KindId;
  /** The kinds of its type's arguments. */
  readonly items: readonly KindId[];
  /** What calls of it take and return, if it is a function too. */
  readonly signatures: readonly Signature[];
}

/** A field of an object, or a parameter of a function. */
export interface Field {
  readonly name: string;
  readonly kind: KindId;
  readonly optional: boolean;
  /** True for a parameter that takes all further arguments: its kind is an array. */
  readonly rest: boolean;
}

/** The parameters and the result of a call. */
export interface Signature {
  readonly parameters: readonly Field[];
  readonly returns: KindId;
}

/** An exported function, class, or function of an exported object such as `scalar`. */
export interface Callable {
  /** Such as `optim`. */
  readonly package: string;
  /** Such as `adam` or `scalar.add`. */
  readonly name: string;
  readonly construct: boolean;
  readonly signatures: readonly Signature[];
}

/** All that can be called, and the kinds of what it takes and returns. */
export interface Callables {
  readonly callables: readonly Callable[];
  readonly kinds: readonly Kind[];
}
