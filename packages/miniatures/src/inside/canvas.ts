/** The size of a picture in pixels of the page. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Returns a context that draws in pixels of the page, sharp on this screen, and the size of the picture. */
export function sharpContext(canvas: HTMLCanvasElement): { context: CanvasRenderingContext2D } & Size {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const ratio = devicePixelRatio;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
  const context = canvas.getContext('2d')!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { context, width, height };
}

/** Returns a colour as red, green and blue from 0 to 255, as it applies inside an element. */
export function colourOf(host: HTMLElement, colour: string): readonly [red: number, green: number, blue: number] {
  const probe = document.createElement('span');
  probe.style.color = colour;
  host.shadowRoot!.append(probe);
  const [red, green, blue] = getComputedStyle(probe)
    .color.match(/[\d.]+/g)!
    .map(Number);
  probe.remove();
  return [red!, green!, blue!];
}
