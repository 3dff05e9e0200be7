/** Runs a law's check on a broken double: it must fail, by one of its expectations. */
export function refute(check: () => void): void {
  try {
    check();
  } catch (error) {
    judge(error);
    return;
  }
  throw new Error('The check passed on a double that breaks the law.');
}

/** The same for a check that waits. */
export async function refuteAsync(check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    judge(error);
    return;
  }
  throw new Error('The check passed on a double that breaks the law.');
}

/** A double that merely crashes controls nothing. */
function judge(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AssertionError') throw error;
}
