import { printShape } from '@thalweg/tensor';
import type { Json } from '@thalweg/train';
import type { CardParts, Port } from './card-parts.ts';

/** Returns a model card as Markdown. */
export function cardText(card: CardParts): string {
  const { description, inputs, outputs, layers, operations, figures, preprocessing, seen } = card;
  const sections = [
    '# Model card',
    description,
    section(
      'Signature',
      ['', 'name', 'shape', 'dtype', 'unit'],
      [...inputs.map(port => ['input', ...portRow(port)]), ...outputs.map(port => ['output', ...portRow(port)])],
    ),
    section('Layers', ['layer', 'parameters', 'elements'], layers.map(({ name, parameters, size }) => [name, shapesText(parameters), count(size)])), // prettier-ignore
    `${count(card.parameters)} elements of parameters, ${count(card.states)} of states.`,
    section('Operations', ['operation', 'calls'], Object.entries(operations).map(([name, calls]) => [name, count(calls)])), // prettier-ignore
    figures && section('Training', ['figure', 'value'], Object.entries(figures).map(([name, value]) => [name, String(value)])), // prettier-ignore
    seen && section('Data', ['field', 'seen'], Object.entries(seen).map(([name, facts]) => [name, factsText(facts)])), // prettier-ignore
    preprocessing === undefined
      ? undefined
      : `## Preprocessing\n\n\`\`\`json\n${JSON.stringify(preprocessing, null, 2)}\n\`\`\``,
  ];
  return `${sections.filter(text => text !== undefined && text !== '').join('\n\n')}\n`;
}

function portRow({ name, shape, dtype, unit = '' }: Port): string[] {
  return [name, printShape(shape), dtype, unit];
}

function shapesText(parameters: CardParts['layers'][number]['parameters']): string {
  return Object.entries(parameters)
    .map(([name, shape]) => `${name} ${printShape(shape)}`)
    .join(', ');
}

/** Returns the facts of a field in words: several by name, or one. */
function factsText(facts: Json): string {
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) return factText(facts);
  return Object.entries(facts)
    .map(([name, fact]) => `${name} ${factText(fact as Json)}`)
    .join('; ');
}

function factText(fact: Json): string {
  return Array.isArray(fact) ? listText(fact as readonly Json[]) : JSON.stringify(fact);
}

function listText(values: readonly Json[]): string {
  const more = values.length > SHOWN ? `, and ${values.length - SHOWN} more` : '';
  return `${values.slice(0, SHOWN).map(value => JSON.stringify(value)).join(', ')}${more}`; // prettier-ignore
}

const SHOWN = 12;

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [head, head.map(() => '---'), ...rows.map(row => row.map(cell))];
  return `## ${title}\n\n${lines.map(line => `| ${line.join(' | ')} |`).join('\n')}`;
}

/** A text that stays in its cell of a table. */
function cell(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/\|/g, '\\|').replace(/\s+/g, ' ');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
