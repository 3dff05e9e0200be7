import { DataError } from '@thalweg/data';
import { printed } from '@thalweg/tensor/engine';
import type { RunSettings } from './settings.ts';
import type { FlightTable } from './in-order.ts';

/** The names of the columns of a table of flights. */
type ColumnNames = Pick<RunSettings, 'date' | 'delay' | 'distance' | 'origin' | 'destination'>;

/** Takes rows of a table of flights, and puts them into columns. */
export class FlightRows {
  readonly #source: string;
  readonly #names: ColumnNames;
  readonly #airports = new Map<string, number>();
  readonly #local: number[] = [];
  readonly #delay: number[] = [];
  readonly #distance: number[] = [];
  readonly #origin: number[] = [];
  readonly #destination: number[] = [];
  #row = 0;
  #withoutDelay = 0;

  constructor(source: string, names: ColumnNames) {
    this.#source = source;
    this.#names = names;
  }

  /** Adds a row. Throws `DataError` for a cell that is missing, unless it is the delay. */
  add(row: Readonly<Record<string, unknown>>): void {
    const { date, delay, distance, origin, destination } = this.#names;
    const minutes = row[delay];
    if (minutes === null || Number.isNaN(minutes)) this.#withoutDelay++;
    else {
      this.#local.push(this.#numberIn(row, date));
      this.#delay.push(this.#numberIn(row, delay));
      this.#distance.push(this.#numberIn(row, distance));
      this.#origin.push(this.#airportIn(row, origin));
      this.#destination.push(this.#airportIn(row, destination));
    }
    this.#row++;
  }

  /** Returns the rows so far. */
  table(): FlightTable {
    return {
      rows: this.#local.length,
      airports: [...this.#airports.keys()],
      origin: Int32Array.from(this.#origin),
      destination: Int32Array.from(this.#destination),
      distance: Float64Array.from(this.#distance),
      delay: Float64Array.from(this.#delay),
      local: Float64Array.from(this.#local),
      withoutDelay: this.#withoutDelay,
    };
  }

  #numberIn(row: Readonly<Record<string, unknown>>, name: string): number {
    const cell = row[name];
    if (typeof cell === 'number' && Number.isFinite(cell)) return cell;
    throw this.#wrong(name, 'must be there', cell);
  }

  #airportIn(row: Readonly<Record<string, unknown>>, name: string): number {
    const cell = row[name];
    if (typeof cell !== 'string' || cell === '') throw this.#wrong(name, 'must be the code of an airport', cell);
    const known = this.#airports.get(cell);
    if (known !== undefined) return known;
    this.#airports.set(cell, this.#airports.size);
    return this.#airports.size - 1;
  }

  #wrong(name: string, requirement: string, cell: unknown): DataError {
    const place = { source: this.#source, row: this.#row };
    const given = `${printed(cell)} in row ${this.#row}`;
    return new DataError(this.#source, `${name} ${requirement}`, given, 'Repair the row, or leave it out.', place);
  }
}
