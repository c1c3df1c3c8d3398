// Loads a calculator's module, and with the first of them the style sheet, when its element comes near the viewport.
const TAGS = ['layer-calculator', 'network-calculator', 'receptive-field', 'recurrent-calculator', 'roofline-calculator'];
let style;

function load(tag) {
  if (!style) {
    style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = new URL('calculators/calculators.css', import.meta.url);
    document.head.append(style);
  }
  import(`./calculators/${tag}.js`);
}

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) {
      near.unobserve(target);
      load(target.localName);
    }
  }
}, { rootMargin: '300px' });

for (const element of document.querySelectorAll(TAGS)) near.observe(element);
