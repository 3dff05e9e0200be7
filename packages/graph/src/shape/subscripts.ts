import { ShapeError, type Shape } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';

/** Labels for the axes of values and of what is computed from them. Those of an ellipsis are numbers, counted from its end. */
export interface Subscripts {
  readonly terms: readonly (readonly string[])[];
  readonly output: readonly string[];
}

const ELLIPSIS = '...';

/**
 * Reads subscripts such as `bij,bjk->bik`. Without an output they have those labels that occur once, in alphabetical order,
 * after those of an ellipsis.
 *
 * - **Throws** `GraphError` for subscripts that cannot be read, `ShapeError` for values that do not have their axes
 */
export function subscriptsOf(text: string, shapes: readonly Shape[]): Subscripts {
  const [inputs, output, ...others] = String(text).replace(/\s/g, '').split('->');
  const parts = inputs!.split(',');
  if (others.length > 0 || parts.length !== shapes.length)
    throw refused(`there must be a term for each of ${shapes.length} nodes`, text, "Try 'ij,jk->ik' for two.");
  const terms = parts.map((part, n) => labelled(part, shapes[n]!, text));
  const all = terms.flat();
  const rest = [...new Set(all.filter(isOfEllipsis))].sort((a, b) => Number(b) - Number(a));
  const once = all.filter(label => !isOfEllipsis(label) && all.indexOf(label) === all.lastIndexOf(label)).sort();
  const found = output === undefined ? [...rest, ...once] : lettersOf(output, text, rest);
  const wrong = found.find((label, n) => !all.includes(label) || found.indexOf(label) !== n);
  if (wrong !== undefined)
    throw refused(
      `label '${wrong}' of the output must be one of the terms, once`,
      text,
      'Name each axis of the result.',
    );
  if (!rest.every(label => found.includes(label)))
    throw refused('the output must have the ellipsis of the terms', text, "Try '...ij->...ji'.");
  return { terms, output: found };
}

/** Checks that each label has one size, and of the axes of an ellipsis that they broadcast. */
export function checkLabels({ terms }: Subscripts, shapes: readonly Shape[]): void {
  const sizes = new Map<string, number | string>();
  terms.forEach((labels, n) =>
    labels.forEach((label, axis) => {
      const size = shapes[n]![axis]!;
      const known = sizes.get(label) ?? size;
      const broadcasts = isOfEllipsis(label) && (size === 1 || known === 1);
      if (size !== known && !broadcasts)
        throw new ShapeError(
          'einsum',
          shapes,
          `${isOfEllipsis(label) ? 'the axes of the ellipsis' : `label '${label}'`} must have one size, not ${known} and ${size}`,
          'Check the subscripts.',
        );
      sizes.set(label, known === 1 && isOfEllipsis(label) ? size : known);
    }),
  );
}

/** The labels of a value's axes. */
function labelled(part: string, shape: Shape, text: string): string[] {
  const letters = part.replace(ELLIPSIS, '').length;
  const axes = shape.length - letters;
  const hasEllipsis = part.includes(ELLIPSIS);
  if (hasEllipsis ? axes < 0 : axes !== 0)
    throw new ShapeError(
      'einsum',
      [shape],
      `'${part}' must have a label for each axis`,
      'Write an ellipsis for the others.',
    );
  return lettersOf(part, text, hasEllipsis ? Array.from({ length: axes }, (_, n) => String(axes - 1 - n)) : []);
}

/** The labels of a term, with those of its ellipsis. */
function lettersOf(part: string, text: string, ofEllipsis: readonly string[]): string[] {
  if (!/^[a-z]*(\.\.\.)?[a-z]*$/i.test(part))
    throw refused('labels must be letters, with one ellipsis of three dots at most', text, "Try 'ij,jk->ik'.");
  const [before, after] = part.split(ELLIPSIS);
  return after === undefined ? [...before!] : [...before!, ...ofEllipsis, ...after];
}

function isOfEllipsis(label: string): boolean {
  return /\d/.test(label);
}

function refused(requirement: string, text: string, advice: string): GraphError {
  return new GraphError('einsum', requirement, `'${text}'`, advice);
}
