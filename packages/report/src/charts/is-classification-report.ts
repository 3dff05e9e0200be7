import type { ClassificationReport } from '@thalweg/metrics';

/** True for the result of `classificationReport`. */
export function isClassificationReport(value: unknown): value is ClassificationReport {
  const { classes, macro, weighted } = (value ?? {}) as Partial<ClassificationReport>;
  return Array.isArray(classes) && typeof macro === 'object' && typeof weighted === 'object';
}
