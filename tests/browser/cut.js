// Elements that cut their text off.
() => [...document.querySelectorAll('header *, nav *, article *, footer *')].filter((e) => {
  const style = getComputedStyle(e);
  return e.checkVisibility() && !e.closest('svg, table, .formula-block, .highlight, .md-header__title, textarea, input, select')
    && style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis' && e.scrollWidth > e.clientWidth + 2 && e.textContent.trim();
}).map((e) => e.outerHTML.slice(0, 100))
