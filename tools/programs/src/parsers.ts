import { suggestion } from '@thalweg/tensor/engine';
import { InvalidArgumentError } from 'commander';

/** Returns a parser of whole numbers from `least` to `most`. */
export function wholeFrom(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return text => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number ${range}.`);
  };
}

/** Returns a parser of names, which suggests the nearest one for another text. */
export function oneOf(names: readonly string[]): (text: string) => string {
  return text => {
    if (names.includes(text)) return text;
    throw new InvalidArgumentError(suggestion(text, names));
  };
}

/** Returns a parser of positive numbers; the message names one. */
export function positive(example: number): (text: string) => number {
  return text => {
    const value = Number(text);
    if (text.trim() !== '' && value > 0 && value < Infinity) return value;
    throw new InvalidArgumentError(`It must be a positive number, such as ${example}.`);
  };
}
