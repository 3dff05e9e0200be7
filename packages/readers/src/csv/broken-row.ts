import { DataError } from '@thalweg/data';
import type { RowPlace } from '../blocks/block.ts';
import type { BrokenRow } from './scan-rows.ts';

/** The number of cells that a row should have, and the place of its block. */
export interface RowContext {
  readonly width: number;
  readonly place: RowPlace;
}

/** Returns the error of a row that is not as the format wants it. */
export function brokenRow(source: string, broken: BrokenRow, { width, place }: RowContext): DataError {
  const row = place.row + broken.number;
  const where = `in row ${row} (line ${place.line + broken.line + 1})`;
  const { requirement, given, advice } = {
    few: {
      requirement: `a row must have ${width} cells, as the header`,
      given: `${broken.cells}`,
      advice: SKIP,
    },
    many: {
      requirement: `a row must have ${width} cells, as the header`,
      given: `${broken.cells}`,
      advice: `Put quotes around a cell with a delimiter. ${SKIP}`,
    },
    unclosed: {
      requirement: 'a quote must be closed before the file ends',
      given: 'an open one',
      advice: `Close it, or read without quotes: { quote: false }. ${SKIP}`,
    },
    'after-quote': {
      requirement: 'a closing quote must end its cell',
      given: 'letters after it',
      advice: `Double a quote in a cell, or read without quotes: { quote: false }. ${SKIP}`,
    },
    long: {
      requirement: 'a row must end before it has more bytes than maxRowBytes',
      given: 'a longer one',
      advice: 'Look for a quote that is not closed, or raise maxRowBytes.',
    },
  }[broken.kind];
  return new DataError(source, requirement, `${given} ${where}`, advice, { source, row });
}

const SKIP = "Leave such rows out with { badRows: 'skip' }.";
