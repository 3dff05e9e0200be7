/**
 * The ticks of a timer without a word after which the other side is gone. Ticks are counted rather than milliseconds: a thread
 * that was busy, or a page that was hidden, had no tick in which it could not have heard.
 */
export const SILENT_TICKS = 4;
