import type { Node } from '@thalweg/graph';
import type { NamedCircuit } from './named-circuit.ts';

const WORDS =
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false ' +
  'finally for function if implements import in instanceof interface let new null package private protected public ' +
  'return static super switch this throw true try typeof undefined var void while with yield console check Infinity NaN';
const IDENTIFIER = /^[\p{ID_Start}_$][\p{ID_Continue}_$]*$/u;

/** Returns the name of each node in a program: its own, unless that is a word of the language or taken already. */
export function identifiersOf({ nodes, names }: NamedCircuit, imports: readonly string[]): ReadonlyMap<Node, string> {
  const taken = new Set([...WORDS.split(' '), ...imports]);
  return new Map(
    nodes.map(node => {
      const name = names.get(node)!;
      let identifier = IDENTIFIER.test(name) ? name : 'value';
      while (taken.has(identifier)) identifier += '_';
      taken.add(identifier);
      return [node, identifier];
    }),
  );
}
