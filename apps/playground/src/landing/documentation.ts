/** The address of the documentation, relative to the page; undefined where the page is not a part of its site. */
export const documentation: string | undefined = import.meta.env['VITE_DOCUMENTATION'];
