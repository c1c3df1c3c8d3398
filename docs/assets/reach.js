// Waits for the reader to reach for the search: the button in the header, "/", "s" or Ctrl+K, or an address with ?q=.
// Only then is anything of it loaded; the dialog stands at once, so that a phone shows its keyboard and typing can begin.

const here = (name) => new URL(`search/${name}`, import.meta.url);
const opener = document.querySelector('.search-open');
let dialog;

/** Open the search. query: what to begin with; without it the text of last time is kept and selected. */
export function openSearch(query) {
  prepare();
  const input = dialog.querySelector('input');
  if (query !== undefined) input.value = query;
  if (!dialog.open) dialog.showModal();
  // A class, for html:has(dialog[open]) would have the whole page looked at with every letter.
  document.documentElement.classList.add('searching');
  input.focus();
  input.select();
}

function prepare() {
  dialog ??= makeDialog();
}

function makeDialog() {
  const made = document.createElement('dialog');
  made.className = 'search';
  made.setAttribute('aria-label', 'Search');
  made.innerHTML = `<form role="search"><input type="search" role="combobox" aria-label="Search questions and resources"
    aria-expanded="false" aria-controls="search-results" aria-autocomplete="list" placeholder="A topic, an author, half a title"
    autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go" maxlength="200"><button type="button"
    aria-label="Close the search">Close</button></form><p class="search-status" role="status">Loading the search …</p>
    <div class="search-results" id="search-results" role="listbox" aria-label="Results" hidden></div>`;
  made.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
  made.querySelector('button').addEventListener('click', () => made.close());
  made.addEventListener('click', (event) => { if (event.target === made) made.close(); });
  // Some browsers would only empty the field at the first press.
  made.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    made.close();
  });
  made.addEventListener('close', () => document.documentElement.classList.remove('searching'));
  document.body.append(made);
  load(made);
  return made;
}

/** Loads everything at the same time rather than one after another: on a phone each round trip counts. */
async function load(made) {
  const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: here('search.css') });
  document.head.append(style);
  try {
    const [answer, { connect, readEngine }] = await Promise.all([fetch(here('index.json')), import(here('all.js'))]);
    const { engine, whole } = await readEngine(answer);
    const answerAnew = connect(made, engine, new URL('..', import.meta.url));
    await whole;
    answerAnew();
  } catch {
    dialog = undefined;
    made.querySelector('.search-status').textContent = 'The search could not be loaded. Close it and try again when you are online.';
    if (made.open) made.addEventListener('close', () => made.remove());
    else made.remove();
  }
}

if (opener) {
  opener.setAttribute('role', 'button');
  opener.setAttribute('aria-label', 'Search');
  opener.setAttribute('aria-haspopup', 'dialog');
  opener.setAttribute('aria-keyshortcuts', '/ S Control+K');
  opener.querySelector('.search-open-text').textContent = 'Search';
  opener.querySelector('.search-open-key').hidden = false;
  // Whoever puts a finger or the pointer on it is about to press.
  opener.addEventListener('pointerenter', prepare, { once: true });
  opener.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openSearch();
  });
  opener.addEventListener('keydown', (event) => {
    if (event.key !== ' ') return;
    event.preventDefault();
    openSearch();
  });
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const command = event.ctrlKey || event.metaKey;
  if (!command && document.documentElement.dataset.keys === 'off') return;
  const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
  if (command ? event.key.toLowerCase() !== 'k' || event.shiftKey : typing || !['/', 's'].includes(event.key)) return;
  event.preventDefault();
  openSearch();
});

const asked = new URLSearchParams(location.search).get('q');
if (asked?.trim()) openSearch(asked.slice(0, 200));
