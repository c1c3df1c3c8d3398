// What has the focus: whether it has a name (or is a box to scroll in) and an outline, and whether it had the focus before.
() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const name = element.ariaLabel || element.labels?.[0]?.textContent || element.textContent.trim() || element.placeholder;
  const again = element.dataset.seen;
  element.dataset.seen = 'yes';
  return {
    html: element.outerHTML.slice(0, 120),
    named: Boolean(name) || element.scrollWidth > element.clientWidth,
    again,
    outline: outlineStyle,
    width: parseFloat(outlineWidth),
  };
}
