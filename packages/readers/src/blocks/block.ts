import type { DataError } from '@thalweg/data';
import type { Table } from '@thalweg/data';

/** The place of a row in its source. Plain JSON: it is what a position keeps. */
export type RowPlace = {
  /** The offset of its first byte. */
  readonly byte: number;
  /** The number of rows before it, bad ones among them. */
  readonly row: number;
  /** The number of lines before it. */
  readonly line: number;
};

/** Bytes that begin at a row's start, to be parsed as far as they hold whole rows. */
export interface Block {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** True if no bytes follow. */
  readonly ended: boolean;
  /** True if a row that is not whole has as many bytes as one may have: it is a bad row. */
  readonly full: boolean;
  /** The place of the first row. */
  readonly place: RowPlace;
}

/** The result of a block. */
export interface ParsedBlock {
  /** The place of the first row that was not parsed. */
  readonly place: RowPlace;
  /** The good rows; `undefined` if there are none. */
  readonly table: Table | undefined;
  /** The error of the row after these, if it ends the reading. */
  readonly failure?: DataError | undefined;
}

/** Parses blocks, in their order. */
export type ParseBlock = (block: Block) => ParsedBlock;
