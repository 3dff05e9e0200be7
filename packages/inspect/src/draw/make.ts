/** Creates an HTML element with a class and content. */
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

/** Sets the text of an element, unless it is the same already. */
export function write(element: globalThis.Node, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
