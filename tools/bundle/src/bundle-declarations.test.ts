import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { isSource, publishedPackages } from './packages.ts';

/** Returns the names that `infer` gives in a module, though they are those of types in it. */
function shadowedTypes(text: string): string[] {
  const source = ts.createSourceFile('module.ts', text, ts.ScriptTarget.ESNext, true);
  const types = new Set(
    source.statements
      .filter(one => ts.isTypeAliasDeclaration(one) || ts.isInterfaceDeclaration(one) || ts.isClassDeclaration(one))
      .map(({ name }) => name?.text),
  );
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isInferTypeNode(node) && types.has(node.typeParameter.name.text)) found.push(node.typeParameter.name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

// What rolls declarations up gives types new names where two modules use one, and takes such an inferred name for the type.
it.each([...publishedPackages().values()])('no inferred type of $name has the name of a type', ({ folder }) => {
  const files = readdirSync(`${folder}src`, { recursive: true, encoding: 'utf8' }).filter(isSource);
  expect(files.filter(file => shadowedTypes(readFileSync(`${folder}src/${file}`, 'utf8')).length > 0)).toEqual([]);
});

it('control: an inferred name that is that of a type is found', () => {
  expect(shadowedTypes('type First<D> = D; type Of<A> = A extends [infer First, infer Rest] ? First : 0;')).toEqual([
    'First',
  ]);
});
