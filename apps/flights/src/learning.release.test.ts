import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFlights } from './data/read-flights.ts';
import type { Figures } from './measure/figures.ts';
import type { Result } from './run.ts';
import { figuresOf } from './testing/flights-program.ts';
import { handBaseRate, handLogistic, handLoop, handTable, type HandFigures } from './testing/hand-loop.ts';

const names = { date: 'date', delay: 'delay', distance: 'distance', origin: 'origin', destination: 'destination' };

describe('300,000 flights with late labels', () => {
  let result: Result;
  let hand: Readonly<Record<'baseRate' | 'table' | 'plain' | 'logistic', HandFigures>>;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'flights-'));
    const flights = await readFlights({ ...names, rows: 300_000 });
    hand = {
      baseRate: handLoop(flights, handBaseRate(flights)),
      table: handLoop(flights, handTable(flights)),
      plain: handLoop(flights, handLogistic(flights, { recent: false })),
      logistic: handLoop(flights, handLogistic(flights, { recent: true })),
    };
    result = await figuresOf('--report', join(folder, 'report.html'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('give a loop by hand the figures that were found before this program was written', () => {
    expect(hand.table.auc).toBeCloseTo(0.6485, 2);
    expect(hand.table.logLoss).toBeCloseTo(0.488, 3);
    expect(hand.plain.auc).toBeGreaterThan(0.678);
    expect(hand.plain.logLoss).toBeLessThan(0.478);
    expect(hand.logistic.auc).toBeGreaterThan(0.738);
    expect(hand.logistic.logLoss).toBeLessThan(0.444);
  });

  it('give the baselines the figures of the loop by hand', () => {
    for (const name of ['baseRate', 'table'] as const) {
      expect(result.stream[name].auc).toBeCloseTo(hand[name].auc, 2);
      expect(result.stream[name].logLoss).toBeCloseTo(hand[name].logLoss, 12);
    }
  });

  it('are predicted with an AUC of 0.675 without recent delays and 0.735 with them', () => {
    const { plain, logistic, table } = result.stream;
    expect(plain.auc).toBeGreaterThanOrEqual(0.675);
    expect(logistic.auc).toBeGreaterThanOrEqual(0.735);
    expect(plain.logLoss).toBeLessThanOrEqual(table.logLoss - 0.009);
    expect(logistic.logLoss).toBeLessThanOrEqual(table.logLoss - 0.04);
  });

  it('are predicted as well as by hand: at most 0.003 of AUC is missing', () => {
    for (const name of ['plain', 'logistic'] as const)
      expect(result.stream[name].auc).toBeGreaterThanOrEqual(hand[name].auc - 0.003);
  });

  it('are predicted better than by the table by every model, along the stream and by batches', () => {
    for (const figures of [result.stream, result.batches] as readonly Readonly<Record<string, Figures>>[])
      for (const [name, { auc, logLoss }] of Object.entries(figures))
        if (!['baseRate', 'table'].includes(name)) {
          expect(auc).toBeGreaterThan(figures['table']!.auc + 0.02);
          expect(logLoss).toBeLessThan(figures['table']!.logLoss - 0.01);
        }
  });
});
