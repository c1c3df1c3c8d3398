// What the frame of a page does beyond what the browser does by itself: the question being read, back to top, copying code.

const toc = document.querySelector('.toc');

/** Marks the link to the question that is being read, and keeps it in view beside the text. */
function follow() {
  const links = new Map([...toc.querySelectorAll('a')].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let current;
  const mark = () => {
    const line = innerHeight / 4;
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < line);
    const link = links.get(passed.at(-1)?.id);
    if (link === current) return;
    current?.removeAttribute('aria-current');
    link?.setAttribute('aria-current', 'true');
    current = link;
    if (link && toc.scrollHeight > toc.clientHeight) toc.scrollTop = link.offsetTop - toc.clientHeight / 2;
  };
  // Observing the headings costs nothing while one scrolls between them.
  const observer = new IntersectionObserver(mark, { rootMargin: '0px 0px -75% 0px' });
  for (const heading of headings) observer.observe(heading);
}

if (toc) {
  follow();
  toc.addEventListener('click', (event) => {
    if (event.target.closest('a') && toc.matches(':popover-open')) toc.hidePopover();
  });
}

const heading = document.querySelector('article h1');
const title = document.querySelector('.md-header__title');
const top = document.querySelector('.md-top');

new IntersectionObserver(([{ isIntersecting, boundingClientRect }]) => {
  title.classList.toggle('md-header__title--active', !isIntersecting && boundingClientRect.top < 0);
}, { rootMargin: '-48px 0px 0px' }).observe(heading);
new IntersectionObserver(([{ isIntersecting, boundingClientRect }]) => {
  top.hidden = isIntersecting || boundingClientRect.top > 0;
}, { rootMargin: '100% 0px 0px' }).observe(heading);
top.addEventListener('click', () => {
  scrollTo({ top: 0 });
  document.querySelector('main').focus({ preventScroll: true });
});

/** What scrolls sideways must be within reach of the keyboard; only some browsers see to that. A table has its name already. */
const scrollers = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth + 1;
    const given = target.localName === 'code' ? { role: 'group', 'aria-label': 'code, scrolls sideways' } : {};
    for (const [name, value] of Object.entries({ tabindex: '0', ...given })) {
      if (scrolls) target.setAttribute(name, value);
      else target.removeAttribute(name);
    }
  }
});
for (const element of document.querySelectorAll('.highlight code, article table:not([class])')) scrollers.observe(element);

try {
  // A reader may have turned off the keys that work alone (assets/keys.js); reach.js looks here too.
  document.documentElement.dataset.keys = localStorage.getItem('signposts.keys') ?? 'on';
} catch {
  // A browser that keeps nothing has nothing turned off.
}

/** The keys that turn pages; somebody who types, or holds another key, means something else. */
const PAGES = { n: 'next', '.': 'next', p: 'prev', ',': 'prev' };

document.addEventListener('keydown', (event) => {
  if (document.documentElement.dataset.keys === 'off') return;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.('input, textarea, select, dialog, [contenteditable]')) return;
  const link = PAGES[event.key] && document.querySelector(`link[rel=${PAGES[event.key]}]`);
  if (link) location.assign(link.href);
});

// A reader who keeps the site on the device gets what is new, once this page is there.
if (navigator.serviceWorker?.controller) {
  addEventListener('load', () => import('./offline.js').then(({ refresh }) => refresh()));
}

for (const code of document.querySelectorAll('.highlight pre > code')) {
  const copy = Object.assign(document.createElement('button'), { type: 'button', className: 'copy', textContent: 'Copy' });
  copy.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      copy.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(code);
      copy.textContent = 'Press Ctrl+C';
    }
    setTimeout(() => (copy.textContent = 'Copy'), 2000);
  });
  code.parentElement.before(copy);
}
