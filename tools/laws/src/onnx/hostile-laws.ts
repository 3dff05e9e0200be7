import { getHeapStatistics } from 'node:v8';
import { importOnnx, OnnxError, onnxOperators } from '@thalweg/onnx';
import { ContractError } from '@thalweg/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import { runCases } from './covered-cases.ts';
import { drawFrom, mutated } from './mutations.ts';
import { onnxCase } from './onnx-case.ts';
import { bytesOf, torchModels } from './torch-models.ts';

/** The files of one test. */
const PART = 1000;

/** Tests that so many changed files of ONNX's own tests and of PyTorch are imported or refused. */
export function hostileLaws(count: number): void {
  const parts = Array.from({ length: count / PART }, (_, n) => n);
  describe(`${count} changed ONNX files are imported or refused in clear words, in bounded memory:`, () => {
    const ofOnnx = runCases.filter((_, n) => n % 5 === 0).map(name => new Uint8Array(onnxCase(name).bytes));
    const files = [...torchModels().map(bytesOf), ...ofOnnx].filter(({ length }) => length < 100_000);
    const all = { imported: 0, refused: 0 };

    it.each(parts)('part %i', part => {
      const seeds = Array.from({ length: PART }, (_, n) => part * PART + n);
      const { imported, refused, ...wrong } = importHostile(files, seeds);
      all.imported += imported;
      all.refused += refused;
      expect(wrong).toEqual({ unclear: [], large: [] });
    });

    afterAll(() => {
      expect(all.imported + all.refused).toBe(count);
      expect(Math.min(all.imported, all.refused)).toBeGreaterThan(count / 5);
    });
  });
}

/** The result of importing many changed files. */
interface HostileReport {
  readonly imported: number;
  readonly refused: number;
  /** Errors that are none of ours, or that hide one, with the seeds. */
  readonly unclear: readonly string[];
  /** Files for which more memory was taken than is allowed, with the seeds. */
  readonly large: readonly string[];
}

/** An import takes at most so much memory, and so many times the size of its file. */
const [FREE, TIMES] = [64 * 2 ** 20, 100];

/** Changes files and imports them; each seed gives one file. */
export function importHostile(files: readonly Uint8Array[], seeds: readonly number[]): HostileReport {
  const report = { imported: 0, refused: 0, unclear: [] as string[], large: [] as string[] };
  const operators = onnxOperators();
  for (const seed of seeds) {
    const draw = drawFrom(seed);
    const bytes = mutated(files[seed % files.length]!, draw, operators);
    const before = memory();
    try {
      importOnnx(bytes);
      report.imported++;
    } catch (error) {
      report.refused++;
      const words = unclear(error);
      if (words !== undefined) report.unclear.push(`${seed}: ${words}`);
    }
    const taken = memory() - before;
    if (taken > FREE + TIMES * bytes.length) report.large.push(`${seed}: ${taken} bytes for ${bytes.length}`);
  }
  return report;
}

/** Bytes in objects and in arrays; garbage counts too. */
function memory(): number {
  const { used_heap_size: objects, external_memory: arrays } = getHeapStatistics();
  return objects + arrays;
}

/** Says in which way an error is none of ours. */
function unclear(error: unknown): string | undefined {
  if (!(error instanceof ContractError)) return (error as Error).stack;
  if (!(error instanceof OnnxError) || error.problems.length === 0) return error.message;
  if (/\bundefined\b|\[object/.test(error.message)) return error.message;
  const parses = error.problems[0]!.subject === 'model';
  return error.cause === undefined || parses ? undefined : (error.cause as Error).stack;
}
