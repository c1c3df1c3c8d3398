// Loads a calculator's module, and the style sheet with the first of them, when its element comes near the viewport.
const TAGS = ['layer-calculator', 'network-calculator', 'receptive-field', 'recurrent-calculator', 'roofline-calculator'];

async function load(tag) {
  const style = new URL('calculators/calculators.css', import.meta.url);
  if (!document.querySelector(`link[href="${style}"]`)) {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: style });
    document.head.append(link);
    await new Promise((done) => { link.onload = link.onerror = done; });
  }
  await import(`./calculators/${tag}.js`);
}

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    load(target.localName);
  }
}, { rootMargin: '300px' });

for (const element of document.querySelectorAll(TAGS.join())) near.observe(element);
