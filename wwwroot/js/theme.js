// Before the first paint: light or dark, as chosen here or else as the system has it.
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const chosen = localStorage.getItem('theme');
    const isDark = chosen ? chosen === 'dark' : dark.matches;
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
    document.documentElement.classList.toggle('dark-mode', isDark);
  };
  dark.addEventListener('change', apply);
  window.tentacleTheme = {
    toggle() {
      const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
      localStorage.setItem('theme', next);
      apply();
    },
  };
  apply();
  // Blazor gives the document the attributes that the server sent, which are none, when it changes pages without loading them.
  new MutationObserver(() => document.documentElement.dataset.theme || apply()).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
})();
