import { printShape, type Shape } from '@thalweg/tensor';
import { visible } from '@thalweg/tensor/engine';
import type { Json } from '@thalweg/train';
import type { CardParts, Port } from './card-parts.ts';

/** A model card: plain JSON for `JSON.stringify`, Markdown as text. */
export class ModelCard {
  readonly parts: CardParts;

  constructor(parts: CardParts) {
    this.parts = parts;
  }

  /** Returns the card as plain JSON. */
  toJSON(): CardParts {
    return this.parts;
  }

  /** Returns the card as Markdown. */
  toString(): string {
    return cardText(this.parts);
  }
}

/** Returns a model card as Markdown, in which all names and texts of the model are text: none is markup, or a link. */
function cardText(card: CardParts): string {
  const { description, inputs, outputs, layers, operations, figures, preprocessing, seen } = card;
  const sections = [
    '# Model card',
    description === undefined ? undefined : plain(description),
    section(
      'Signature',
      ['', 'name', 'shape', 'dtype', 'unit'],
      [...inputs.map(port => ['input', ...portRow(port)]), ...outputs.map(port => ['output', ...portRow(port)])],
    ),
    section('Layers', ['layer', 'parameters', 'elements'], layers.map(({ name, parameters, size }) => [named(name), shapesText(parameters), count(size)])), // prettier-ignore
    `${count(card.parameters)} elements of parameters, ${count(card.states)} of states.`,
    section('Operations', ['operation', 'calls'], Object.entries(operations).map(([name, calls]) => [named(name), count(calls)])), // prettier-ignore
    figures && section('Training', ['figure', 'value'], Object.entries(figures).map(([name, value]) => [named(name), String(value)])), // prettier-ignore
    seen && section('Data', ['field', 'seen'], Object.entries(seen).map(([name, facts]) => [named(name), factsText(facts)])), // prettier-ignore
    preprocessing === undefined
      ? undefined
      : `## Preprocessing\n\n\`\`\`json\n${visible(JSON.stringify(preprocessing, null, 2))}\n\`\`\``,
  ];
  return `${sections.filter(text => text !== undefined && text !== '').join('\n\n')}\n`;
}

function portRow({ name, shape, dtype, unit = '' }: Port): string[] {
  return [named(name), shapeText(shape), dtype, named(unit)];
}

function shapesText(parameters: CardParts['layers'][number]['parameters']): string {
  return Object.entries(parameters)
    .map(([name, shape]) => `${named(name)} ${shapeText(shape)}`)
    .join(', ');
}

function shapeText(shape: Shape): string {
  return `[${named(printShape(shape).slice(1, -1))}]`;
}

/** Returns the facts of a field in words: several by name, or one. */
function factsText(facts: Json): string {
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) return factText(facts);
  return Object.entries(facts)
    .map(([name, fact]) => `${named(name)} ${factText(fact as Json)}`)
    .join('; ');
}

function factText(fact: Json): string {
  return Array.isArray(fact) ? listText(fact as readonly Json[]) : named(JSON.stringify(fact));
}

function listText(values: readonly Json[]): string {
  const more = values.length > SHOWN ? `, and ${values.length - SHOWN} more` : '';
  return `${values.slice(0, SHOWN).map(value => named(JSON.stringify(value))).join(', ')}${more}`; // prettier-ignore
}

const SHOWN = 12;

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [head, head.map(() => '---'), ...rows];
  return `## ${title}\n\n${lines.map(line => `| ${line.join(' | ')} |`).join('\n')}`;
}

/** The characters of a name or a value that are shown: files may have longer ones, and a table is read by people. */
const LONGEST = 120;

/** A name or a value that stays in its cell of a table. */
function named(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return plain(short.replace(/\s+/g, ' '));
}

/** A text without markup: what Markdown reads as a sign has a backslash before it. */
function plain(text: string): string {
  return visible(text).replace(/[\\`*[\]<&|~]|(?<!\w)_|_(?!\w)/g, '\\$&');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
