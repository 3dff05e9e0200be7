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
