import { motionIsReduced } from '../../shell/motion.ts';

/** Scrolls the walk to the top of a small screen if the picture, where its step is seen, begins near the end or below it. */
export function showPicture(button: Element): void {
  const section = button.closest('section');
  const picture = section?.querySelector('thalweg-circuit');
  if (picture === null || picture === undefined || picture.getBoundingClientRect().top < 0.6 * innerHeight) return;
  section!.scrollIntoView({ block: 'start', behavior: motionIsReduced() ? 'instant' : 'smooth' });
}
