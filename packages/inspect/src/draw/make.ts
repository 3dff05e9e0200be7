/** An HTML element with a class, and what is in it. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...content: (string | globalThis.Node)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...content);
  return element;
}

/** Writes a text where it is another than before: an element that says the same is not touched. */
export function write(element: globalThis.Node, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
