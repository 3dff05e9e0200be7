/** The looks that a visitor may choose; `'system'` follows the system’s. */
export const themes = ['system', 'light', 'dark'] as const;

export type Theme = (typeof themes)[number];

const KEY = 'theme';

/** The look chosen last on this device; the system’s if there is none or nothing may be kept. */
export function keptTheme(): Theme {
  try {
    return themes.find(theme => theme === localStorage.getItem(KEY)) ?? 'system';
  } catch {
    return 'system';
  }
}

/** Shows the page in a look, and keeps it where the browser lets it. */
export function showTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A private window may keep nothing: the look lasts as long as the page.
  }
}
