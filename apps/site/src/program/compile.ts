import { typescriptLanguage } from '@codemirror/lang-javascript';
import type { SyntaxNode } from '@lezer/common';
import { transform, type Transform } from 'sucrase';

/** A program as the sandbox runs it: the body of an asynchronous function of `require` and `report`. */
export interface Compiled {
  readonly code: string;
  /** The number of lines before the block that the reader runs. */
  readonly linesBefore: number;
}

/**
 * The program that a block ends: the blocks before it run silently, and then the block reports. Types are removed, not
 * checked. Lines stay where they are.
 *
 * @throws SyntaxError with the line and the column in the block, if the code cannot be read
 */
export function compile(blocks: readonly string[]): Compiled {
  const before = [...blocks.slice(0, -1), 'report.start();'].map(block => `${block}\n`).join('');
  const linesBefore = before.split('\n').length - 1;
  const { code, names } = instrument(blocks.at(-1)!);
  const program = `${before}${code}\nreport.variables({ ${names.join(', ')} });`;
  try {
    const transforms: Transform[] = ['typescript', 'imports'];
    const options = { transforms, preserveDynamicImport: true, production: true };
    return { code: transform(program, options).code, linesBefore };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const inBlock = message.replace(/\((\d+):/, (_, line: string) => `(${Number(line) - linesBefore}:`);
    throw new SyntaxError(inBlock, { cause: error });
  }
}

/** A piece of a program that reports what it does. */
interface Instrumented {
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
