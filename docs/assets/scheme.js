// The colour scheme: the system's, or the one that the reader chose. Runs before the first paint, so it is no module.
(() => {
  const KEY = 'signposts.scheme';
  const CHOICES = ['system', 'light', 'dark'];
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const print = matchMedia('print');
  let choice = recall();

  function recall() {
    try {
      const kept = localStorage.getItem(KEY);
      return CHOICES.includes(kept) ? kept : 'system';
    } catch {
      return 'system';
    }
  }

  function keep() {
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // A browser that keeps nothing still shows the chosen scheme until the next page.
    }
  }

  /** Paper is light. */
  function apply() {
    const isDark = !print.matches && (choice === 'dark' || (choice === 'system' && dark.matches));
    root.dataset.mdColorScheme = isDark ? 'slate' : 'default';
    root.dataset.scheme = choice;
  }

  function label(button) {
    button.setAttribute('aria-label', `Colour scheme: ${choice}`);
    button.title = button.getAttribute('aria-label');
  }

  apply();
  for (const media of [dark, print]) media.addEventListener('change', apply);
  document.addEventListener('DOMContentLoaded', () => {
    const button = document.querySelector('.scheme');
    label(button);
    button.hidden = false;
    button.addEventListener('click', () => {
      choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
      keep();
      apply();
      label(button);
    });
  });
})();
