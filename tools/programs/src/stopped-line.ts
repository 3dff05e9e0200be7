/** Returns what a stopped run says at its end: how it is continued, if it was saved. */
export function stoppedLine({ save, saved }: { readonly save: string | undefined; readonly saved: boolean }): string {
  if (save === undefined) return 'Stopped. Nothing was saved: with --save <folder>, a run can be continued.';
  return saved ? `Stopped. Continue with --resume ${save}` : 'Stopped before there was anything to save.';
}
