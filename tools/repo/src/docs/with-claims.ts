import ts from 'typescript';
import type { Program } from './program.ts';
import { root } from '../root.ts';

/** A program that checks what it claims, and the lines of claims that it cannot check. */
export interface Checked {
  readonly text: string;
  readonly unchecked: readonly number[];
}

/**
 * Makes calls of the claims in a program: what stands behind `// =>` after a statement on the last line of it. No line
 * moves.
 */
export function withClaims({ document, text }: Program): Checked {
  const source = ts.createSourceFile(document, text, ts.ScriptTarget.ESNext);
  const lineAt = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;
  const open = new Set([...text.matchAll(/\/\/ => /g)].map(({ index }) => lineAt(index)));
  const parts = [`import { began, holds } from '${root}tools/repo/src/docs/claims.ts'; `];
  let done = 0;
  const copyTo = (position: number, added: string) => {
    parts.push(text.slice(done, position), added);
    done = position;
  };
  for (const statement of source.statements) {
    const [comment] = ts.getTrailingCommentRanges(text, statement.end) ?? [];
    const claim = comment && /^\/\/ => (.*)$/.exec(text.slice(comment.pos, comment.end))?.[1];
    if (claim === undefined) continue;
    const line = lineAt(comment!.pos);
    open.delete(line);
    const call = `holds(${line}, ${JSON.stringify(claim)}`;
    copyTo(statement.getStart(source), 'began(); ');
    if (ts.isExpressionStatement(statement)) {
      copyTo(statement.expression.getStart(source), `${call}, (`);
      copyTo(statement.expression.end, '));');
    } else copyTo(statement.end, `; ${call});`);
  }
  copyTo(text.length, '');
  return { text: parts.join(''), unchecked: [...open] };
}
