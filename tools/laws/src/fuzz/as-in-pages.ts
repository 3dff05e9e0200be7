/** A page without a screen. */
interface Page {
  readonly Window: new () => { readonly customElements: unknown; readonly HTMLElement: unknown };
}

/** Gives the process what defining an element of a page takes, from the file of happy-dom. */
export async function asInPages(happyDom: string): Promise<void> {
  const { Window } = (await import(happyDom)) as Page;
  const { customElements, HTMLElement } = new Window();
  Object.assign(globalThis, { customElements, HTMLElement });
}
