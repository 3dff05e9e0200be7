import type { CountedExample, WeightedExample } from '../weighted-example.ts';

/** A problem of two classes inside one of several: the score of a class orders its examples and others. */
export interface ClassProblem {
  /** The class that is class 1, by whose score examples are ordered. */
  readonly one: number;
  /** The class that is class 0; all others if it is left out. */
  readonly zero?: number;
}

/** Returns the problems of several classes: each against the rest, or each against each other one. */
export function classProblems(classes: number, multiClass: 'oneVsRest' | 'oneVsOne'): ClassProblem[] {
  const all = Array.from({ length: classes }, (_, one) => one);
  if (multiClass === 'oneVsRest') return all.map(one => ({ one }));
  return all.flatMap(one => all.filter(zero => zero !== one).map(zero => ({ one, zero })));
}

/** Returns whether an example of a class is in a problem. */
export function isIn({ one, zero }: ClassProblem, target: number): boolean {
  return zero === undefined || target === one || target === zero;
}

/** Returns the number that was counted for the score of a class. */
export function numberOf({ seen, numbers, from }: WeightedExample, label: number): number {
  return label === 0 ? seen : numbers[from + label - 1]!;
}

/** Returns an example as it is in a problem. */
export function inProblem({ one }: ClassProblem, example: WeightedExample): CountedExample {
  return { seen: numberOf(example, one), target: example.target === one ? 1 : 0, weight: example.weight };
}
