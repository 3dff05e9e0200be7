import { typescriptLanguage } from '@codemirror/lang-javascript';
import type { SyntaxNode } from '@lezer/common';

/** A piece of a program that reports what it does. */
export interface Instrumented {
  readonly code: string;
  /** The variables that it declares outside of functions and loops. */
  readonly names: readonly string[];
}

/**
 * Makes the statements that end with `// =>` report: `report.begin(line)` comes before such a statement, the value of an
 * expression goes through `report.value(line, …)`, and `report.end()` comes after another statement. No line moves.
 */
export function instrument(code: string): Instrumented {
  const parts: string[] = [];
  const names: string[] = [];
  let done = 0;
  const copyTo = (position: number, added = ''): void => {
    parts.push(code.slice(done, position), added);
    done = position;
  };
  for (let node = typescriptLanguage.parser.parse(code).topNode.firstChild; node; node = node.nextSibling) {
    if (node.name === 'VariableDeclaration') names.push(...variablesIn(node, code));
    if (!/^[ \t]*\/\/ =>/.test(code.slice(node.to))) continue;
    const line = code.slice(0, node.to).split('\n').length;
    copyTo(node.from, `report.begin(${line}); `);
    const expression = node.name === 'ExpressionStatement' ? node.firstChild : null;
    if (expression === null) copyTo(node.to, ' report.end();');
    else {
      copyTo(expression.from, `report.value(${line}, (`);
      copyTo(expression.to, '))');
    }
  }
  copyTo(code.length);
  return { code: parts.join(''), names };
}

function variablesIn(declaration: SyntaxNode, code: string): string[] {
  const names: string[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.name === 'VariableDefinition') names.push(code.slice(node.from, node.to));
    if (!/Pattern|VariableDeclaration|PropertyDefinition/.test(node.name)) return;
    for (let child = node.firstChild; child; child = child.nextSibling) visit(child);
  };
  visit(declaration);
  return names;
}
