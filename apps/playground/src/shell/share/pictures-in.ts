/** A picture on the page that can be saved. */
export interface SharedPicture {
  /** Its name, which becomes the name of the file. */
  readonly name: string;
  readonly element: Element;
}

/** Returns the pictures inside an element: what has the attribute `data-picture`, and each circuit. */
export function picturesIn(place: ParentNode): SharedPicture[] {
  return [...place.querySelectorAll('[data-picture], thalweg-circuit')].flatMap(element => {
    const name = element.getAttribute('data-picture') ?? 'circuit';
    const picture = element.shadowRoot === null ? element : element.shadowRoot.querySelector('.picture:not(.new)');
    return picture === null || picture.getBoundingClientRect().width === 0 ? [] : [{ name, element: picture }];
  });
}
