// Targets smaller than 24 by 24 pixels that WCAG 2.2 does not except. Excepted are links within a sentence, and targets with so
// much room around them that a circle of 24 pixels on their middle touches no other target.
(controls) => {
  const targets = [...document.querySelectorAll(controls)].filter((e) => e.checkVisibility() && e.getBoundingClientRect().width)
    .map((element) => ({ element, box: element.getBoundingClientRect() }));
  const middle = ({ box }) => [box.x + box.width / 2, box.y + box.height / 2];
  const inSentence = ({ element }) => {
    const block = element.closest('p, li, td, th, dd, dt, figcaption, h1, h2, h3');
    return element.localName === 'a' && block && block.textContent.trim().length > element.textContent.trim().length;
  };
  const crowded = (target) => targets.some((other) => {
    if (other === target || other.element.contains(target.element) || target.element.contains(other.element)) return false;
    const [x, y] = middle(target);
    const [u, v] = [Math.max(other.box.left, Math.min(x, other.box.right)), Math.max(other.box.top, Math.min(y, other.box.bottom))];
    return Math.hypot(x - u, y - v) < 12;
  });
  return targets.filter((t) => Math.min(t.box.width, t.box.height) < 24 && !inSentence(t) && crowded(t))
    .map(({ element, box }) => `${element.outerHTML.slice(0, 100)} ${box.width.toFixed(0)}x${box.height.toFixed(0)}`);
}
