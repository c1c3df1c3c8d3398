// Loads the calculators and their style sheet when the first of their elements comes near the viewport.
const TAGS = ['layer-calculator', 'network-calculator', 'receptive-field', 'recurrent-calculator', 'roofline-calculator'];

function load() {
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = new URL('calculators/calculators.css', import.meta.url);
  document.head.append(style);
  import('./calculators/all.js');
}

const near = new IntersectionObserver((entries) => {
  if (entries.some(({ isIntersecting }) => isIntersecting)) {
    near.disconnect();
    load();
  }
}, { rootMargin: '300px' });

for (const element of document.querySelectorAll(TAGS)) near.observe(element);
