// The text whose contrast with what stands behind it is below a limit: {element: "ratio text"}.
(limit) => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => colour.slice(0, 3).map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const over = (front, back) => front.map((c, i) => i === 3 ? 255 : (c * front[3] + back[i] * (255 - front[3])) / 255);
  const behind = (element) => {
    if (!element) return [255, 255, 255, 255];
    const colour = rgba(getComputedStyle(element).backgroundColor);
    return colour[3] === 255 ? colour : over(colour, behind(element.parentElement));
  };
  const opacity = (element) => element ? getComputedStyle(element).opacity * opacity(element.parentElement) : 1;
  const faint = new Map();
  const look = (element, colour, text) => {
    const back = behind(element);
    const shown = rgba(colour);
    shown[3] *= opacity(element);
    const [high, low] = [light(over(shown, back)), light(back)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < limit) faint.set(`${element.localName}.${element.className}`, `${ratio.toFixed(2)} ${text.slice(0, 40)}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const element = node.parentElement;
    if (!node.textContent.trim() || element.closest('svg, script, .copy, [aria-hidden=true]') || !element.checkVisibility({ opacityProperty: true })) continue;
    look(element, getComputedStyle(element).color, node.textContent.trim());
  }
  for (const field of document.querySelectorAll('[placeholder]')) {
    if (field.checkVisibility()) look(field, getComputedStyle(field, '::placeholder').color, field.placeholder);
  }
  return Object.fromEntries(faint);
}
