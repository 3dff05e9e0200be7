/** Signs that people type or paste, by the sign of the grammar that each means. */
const SAME: Readonly<Record<string, string>> = {
  '−': '-',
  '–': '-',
  '×': '*',
  '·': '*',
  '⋅': '*',
  '∙': '*',
  '∗': '*',
  '÷': '/',
  '∕': '/',
};

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿˣʸᶻ';
const LOWERED = '0123456789+-nxyz';

/** Superscripts in a row. */
export const superscripts = new RegExp(`[${RAISED}]+`, 'y');

/** Returns a text with the grammar’s own signs; `**` is a power, as in Python. Each sign stays where it is, so that errors can tell its position. */
export function withGrammarSigns(text: string): string {
  return text.replace(/[−–×·⋅∙∗÷∕]/g, sign => SAME[sign]!).replaceAll('**', '^ ');
}

/** Returns superscripts as plain text: `⁻¹` becomes `-1`. */
export function lowered(raised: string): string {
  return [...raised].map(sign => LOWERED[RAISED.indexOf(sign)]).join('');
}
