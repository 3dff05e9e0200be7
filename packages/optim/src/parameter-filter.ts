import type { Parameter } from '@thalweg/graph';

/**
 * A choice of parameters: by their whole name, in which a `*` stands for any characters, by a RegExp that matches a
 * part of the name, or by a predicate.
 */
export type ParameterFilter = string | RegExp | ((parameter: Parameter) => boolean);
