/**
 * The changes of a value, in the order of steps, the first at step 0. They make it possible to repeat a race whose
 * sliders were moved.
 */
export type Timeline = readonly (readonly [step: number, value: number])[];

/** Returns the value that applies to the step after `step`. */
export function valueAt(timeline: Timeline, step: number): number {
  return timeline.filter(([at]) => at <= step).at(-1)![1];
}

/** Returns the timeline with another value from a step on. Later changes are dropped. */
export function changedAt(timeline: Timeline, step: number, value: number): Timeline {
  const before = timeline.filter(([at]) => at < step);
  return before.length > 0 && before.at(-1)![1] === value ? before : [...before, [step, value]];
}

/** Returns the timeline with a change at a step. Later changes stay. */
export function withChange(timeline: Timeline, step: number, value: number): Timeline {
  const others = timeline.filter(([at]) => at !== step);
  return [...others, [step, value] as const].sort(([a], [b]) => a - b);
}

/** Returns the timeline without a change. The first value stays. */
export function withoutChange(timeline: Timeline, index: number): Timeline {
  return index === 0 ? timeline : timeline.filter((_, i) => i !== index);
}

/** Returns the timeline with a change moved to a step and a value. It stays between its neighbours, and the first at 0. */
export function movedChange(timeline: Timeline, index: number, step: number, value: number): Timeline {
  const least = index === 0 ? 0 : timeline[index - 1]![0] + 1;
  const most = index === 0 ? 0 : (timeline[index + 1]?.[0] ?? Infinity) - 1;
  const at = Math.min(Math.max(step, least), most);
  return timeline.map((change, i) => (i === index ? ([at, value] as const) : change));
}

/** Returns the first step at which two timelines differ; `Infinity` if they do not. */
export function firstDifference(a: Timeline, b: Timeline): number {
  const steps = [...a, ...b].map(([step]) => step).sort((one, other) => one - other);
  return steps.find(step => valueAt(a, step) !== valueAt(b, step)) ?? Infinity;
}

/** Formats a timeline: `0.02~120:0.01` is 0.02, and 0.01 from step 120 on. */
export function formatTimeline(timeline: Timeline): string {
  return timeline.map(([at, value], i) => (i === 0 ? `${value}` : `${at}:${value}`)).join('~');
}

/** Parses the output of {@link formatTimeline}; returns `undefined` for any other text. */
export function parseTimeline(text: string): Timeline | undefined {
  const [first, ...changes] = text.split('~').map(part => part.split(':'));
  const timeline = [['0', ...first!], ...changes].map(([at, value, ...more]) =>
    more.length === 0 && at && value ? ([Number(at), Number(value)] as const) : ([NaN, NaN] as const),
  );
  const isRight = timeline.every(
    ([at, value], i) => Number.isSafeInteger(at) && Number.isFinite(value) && (i === 0 || at > timeline[i - 1]![0]),
  );
  return isRight ? timeline : undefined;
}
