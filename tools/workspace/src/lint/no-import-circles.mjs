import { relative } from 'node:path';
import { circleFinder } from './import-graph.mjs';

/**
 * An ESLint rule that refuses circles of imports between files, imports of types included: whoever reads one of these
 * files would have to read them all.
 *
 * @returns {import('eslint').Rule.RuleModule}
 */
export function noImportCircles() {
  const findCircle = circleFinder();
  return {
    meta: { type: 'problem', schema: [] },
    create: context => ({
      Program: node => {
        const circle = findCircle(context.filename, context.sourceCode.text);
        if (circle === undefined) return;
        const way = circle.map(file => relative(context.cwd, file)).join(' → ');
        context.report({
          node,
          loc: { line: 1, column: 0 },
          message: `Imports must not lead back to this file, got ${way}. Move what both need to a file of its own.`,
        });
      },
    }),
  };
}
