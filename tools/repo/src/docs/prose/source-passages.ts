import ts from 'typescript';
import type { Document } from '../documents.ts';
import { filled, type Passage } from './passage.ts';

/** Returns the docstrings of a source's exported declarations and of their members, and the words of its errors. */
export function sourcePassages({ path, text }: Document): Passage[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const passage = (node: ts.Node, read: string, kind: Passage['kind']): Passage => ({
    path,
    line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1,
    text: read,
    kind,
  });
  const docstrings = source.statements.filter(isExported).flatMap(docstringsIn);
  const words = errorsIn(source).flatMap(wordsIn);
  return [
    ...docstrings.map(node => passage(node, proseOf(node.getText(source)), 'docstring')),
    ...words.map(node => passage(node, node.getText(source), 'error')),
  ];
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
  );
}

function docstringsIn(statement: ts.Statement): readonly ts.Node[] {
  const documented = [statement, ...membersOf(statement)];
  return documented.flatMap(node => ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).slice(-1));
}

/** The members of a class or interface that users can see. */
function membersOf(statement: ts.Statement): readonly ts.Node[] {
  if (ts.isInterfaceDeclaration(statement)) return statement.members;
  if (!ts.isClassDeclaration(statement)) return [];
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return statement.members.filter(
    member =>
      !(ts.getCombinedModifierFlags(member) & hidden) &&
      !(member.name !== undefined && ts.isPrivateIdentifier(member.name)),
  );
}

/** Stars and code of a docstring: spans, links, and examples up to the next tag. */
const furniture = /^\/\*\*|\*\/$|^[ \t]*\*/gm;
const code = /^[ \t]*@example\n.*?(?=^[ \t]*@|(?![\s\S]))|`[^`\n]+`|\{@link [^}]*\}/gms;

function proseOf(docstring: string): string {
  return docstring.replaceAll(furniture, star => ' '.repeat(star.length)).replaceAll(code, filled);
}

function errorsIn(node: ts.Node): ts.NewExpression[] {
  const inside: ts.NewExpression[] = [];
  ts.forEachChild(node, child => void inside.push(...errorsIn(child)));
  const isError = ts.isNewExpression(node) && /Error$/.test(node.expression.getText());
  return isError ? [node, ...inside] : inside;
}

/** The strings and the literal parts of templates among an error's arguments. */
function wordsIn(node: ts.Node): ts.Node[] {
  if (ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node)) return [node];
  const inside: ts.Node[] = [];
  ts.forEachChild(node, child => {
    if (!ts.isNewExpression(child)) inside.push(...wordsIn(child));
  });
  return inside;
}
