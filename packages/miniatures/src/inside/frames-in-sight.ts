/** Calls that follow the frames of the screen. */
export interface Frames {
  /** True while frames are drawn, or would be if the element were in sight. */
  readonly isPlaying: boolean;
  readonly play: () => void;
  readonly pause: () => void;
  /** Ends everything. */
  readonly close: () => void;
}

/** The longest time that passes between two frames, in seconds: a page that slept does not catch up. */
const LONGEST = 0.1;

/**
 * Calls `draw` in each frame while the element is in sight, with the seconds since the frame before. It begins to play
 * unless the reader prefers reduced motion.
 */
export function framesInSight(element: Element, draw: (seconds: number) => void): Frames {
  let isPlaying = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  let isInSight = false;
  let asked: number | undefined;
  let last: number | undefined;
  const frame = (now: number): void => {
    const seconds = Math.min((now - (last ?? now)) / 1000, LONGEST);
    last = now;
    asked = requestAnimationFrame(frame);
    draw(seconds);
  };
  const follow = (): void => {
    if (isPlaying && isInSight) {
      asked ??= requestAnimationFrame(frame);
      return;
    }
    if (asked !== undefined) cancelAnimationFrame(asked);
    asked = last = undefined;
  };
  const sight = new IntersectionObserver(entries => {
    isInSight = entries.at(-1)!.isIntersecting;
    follow();
  });
  sight.observe(element);
  const set = (playing: boolean): void => {
    isPlaying = playing;
    follow();
  };
  return {
    get isPlaying() {
      return isPlaying;
    },
    play: () => set(true),
    pause: () => set(false),
    close() {
      sight.disconnect();
      set(false);
    },
  };
}
