/** The number of points that a way is drawn through: enough for a bend to look round. */
const POINTS = 24;

/** Returns keyframes that move an element's centre along a path, between two shares of its length from 0 to 1. */
export function alongPath(path: SVGPathElement, from: number, to: number): Keyframe[] {
  const length = path.getTotalLength();
  return Array.from({ length: POINTS + 1 }, (_, index) => {
    const share = from + ((to - from) * index) / POINTS;
    const { x, y } = path.getPointAtLength(share * length);
    return { transform: `translate(${x}px, ${y}px) translate(-50%, -50%)` };
  });
}
