/** The measures by which losses of racers can be compared: steps, examples read, or milliseconds of computing. */
export const progresses = ['step', 'examples', 'time'] as const;

/** One of {@link progresses}. */
export type Progress = (typeof progresses)[number];

/** The name of each measure in a title. */
export const progressTitles: Readonly<Record<Progress, string>> = {
  step: 'step',
  examples: 'examples read',
  time: 'time of computing, in ms',
};
