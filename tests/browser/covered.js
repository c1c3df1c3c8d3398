// Whether what has the focus lies wholly under the header, which stays in view, or under the button that leads back to the top.
() => {
  const element = document.activeElement;
  if (element === document.body || element.closest('header, .md-top, .md-skip')) return false;
  const box = element.getBoundingClientRect();
  const under = (selector) => [...document.querySelectorAll(selector)].some((cover) => {
    const { left, right, top, bottom } = cover.getBoundingClientRect();
    return cover.checkVisibility() && box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom;
  });
  return under('.md-header') || under('.md-top') ? element.outerHTML.slice(0, 100) : false;
}
