import { Input, Node, read } from '@thalweg/graph';
import { callOf } from '@thalweg/graph/portable';
import type { RoomState } from '../../page/address.ts';
import { CircuitControl } from './control.ts';
import type { NamedCircuit } from './passes/named-circuit.ts';
import { parseSettings } from './settings.ts';

/** Functions that every program uses. */
const USED = ['gradient', 'gradientCheck', 'input', 'read'];

/** Returns a program that builds the shown circuit from nodes and prints its values, its gradients and the numerical ones. */
export function typescriptOf(state: RoomState): string {
  const control = new CircuitControl(parseSettings(state).settings);
  const { circuit, settings } = control.state$.value;
  control.close();
  return programOf(circuit, settings.h);
}

function programOf(circuit: NamedCircuit, h: number): string {
  const { root, inputs, nodes } = circuit;
  const operations = nodes.filter(node => !(node instanceof Input));
  const imports = [...new Set([...USED, ...operations.map(node => callOf(node)[0] as string)])].sort();
  const identifiers = identifiersOf(circuit, imports);
  const of = (node: Node): string => identifiers.get(node)!;
  const sources = [...inputs.values()].map(input => of(input as Node)).join(', ');
  return [
    `import { ${imports.join(', ')} } from 'thalweg/graph';`,
    '',
    ...(circuit.text === undefined ? [] : [`// ${circuit.text}`]),
    ...[...inputs].map(
      ([name, input]) => `const ${of(input as Node)} = input('${name}', ${list(input.shape)}, 'float64');`,
    ),
    ...[...inputs.values()].map(input => `${of(input as Node)}.set(${JSON.stringify(read(input).toArray())});`),
    ...operations.map(node => `const ${of(node)} = ${callText(node, of)};`),
    '',
    '// Each value, and the gradient of the result with respect to it.',
    ...nodes.map(
      node =>
        `console.log('${of(node)} =', read(${of(node)}).toArray(), 'gradient', read(gradient(${of(root)}, ${of(node)})).toArray());`,
    ),
    '',
    `const check = gradientCheck(${of(root)}, [${sources}], { h: ${h}, tolerance: Infinity });`,
    `for (const { source, index, numeric } of check.elements) console.log('numerical gradient', source, index, numeric);`,
    '',
  ].join('\n');
}

/** Returns the call that makes a node. */
function callText(node: Node, of: (node: Node) => string): string {
  const [name, ...parts] = callOf(node);
  return `${name as string}(${parts.map(part => argumentText(part, of)).join(', ')})`;
}

function argumentText(part: unknown, of: (node: Node) => string): string {
  if (part instanceof Node) {
    const node = part as Node;
    const isConstant = node.inputs.length === 0 && node.circuit === undefined;
    return isConstant ? `${read(node).item()}` : of(node);
  }
  if (Array.isArray(part)) return `[${part.map(one => argumentText(one, of)).join(', ')}]`;
  if (typeof part !== 'object' || part === null) return JSON.stringify(part);
  const fields = Object.entries(part).filter(([, value]) => value !== undefined);
  return `{ ${fields.map(([key, value]) => `${key}: ${argumentText(value, of)}`).join(', ')} }`;
}

function list(sizes: readonly unknown[]): string {
  return `[${sizes.join(', ')}]`;
}

const WORDS =
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false ' +
  'finally for function if implements import in instanceof interface let new null package private protected public ' +
  'return static super switch this throw true try typeof undefined var void while with yield console check Infinity NaN';

const IDENTIFIER = /^[\p{ID_Start}_$][\p{ID_Continue}_$]*$/u;

/** Returns the name of each node in a program: its own, unless that is a word of the language or taken already. */
function identifiersOf({ nodes, names }: NamedCircuit, imports: readonly string[]): ReadonlyMap<Node, string> {
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
